SELECT day, count(*)
FROM scope
WHERE purchases > 0 AND day >= $since AND day < $until
GROUP BY day
