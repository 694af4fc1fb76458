SELECT *
FROM suggested
ORDER BY member, again DESC, rank
