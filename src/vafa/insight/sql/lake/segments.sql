SELECT member::UUID AS member, segment
FROM given
ORDER BY segment, member
