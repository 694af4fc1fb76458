SELECT member::UUID AS member, segment::VARCHAR AS segment
FROM given
ORDER BY segment, member
