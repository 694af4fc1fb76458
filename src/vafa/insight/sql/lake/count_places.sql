SELECT count(*)
FROM member_places
