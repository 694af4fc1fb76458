-- Of the buyers of the days asked for: how many, how many with more than one purchase, how many on more than one day.
SELECT
    count(*),
    coalesce(sum(CASE WHEN purchases > 1 THEN 1 ELSE 0 END), 0),
    coalesce(sum(CASE WHEN days > 1 THEN 1 ELSE 0 END), 0)
FROM (
    SELECT member, sum(purchases) AS purchases, count(*) AS days
    FROM visits
    WHERE day >= %(since)s AND day < %(until)s AND purchases > 0
    GROUP BY member
) AS buyers
