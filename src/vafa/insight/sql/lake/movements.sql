SELECT *
FROM moved
ORDER BY day, movement
