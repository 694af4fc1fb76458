-- How often each number of days lies between two visits of the same member, for visits in the days asked for.
SELECT gap, count(*)
FROM (
    SELECT day, day - lag(day) OVER (PARTITION BY member ORDER BY day) AS gap
    FROM visits
    WHERE purchases > 0 AND day < %(until)s
) AS gaps
WHERE day >= %(since)s AND gap IS NOT NULL
GROUP BY gap
