-- One member's card at two stores within minutes.
SELECT member, '' AS cashier, count(*) AS times, count(*) * 2 AS receipts, sum(net)::BIGINT AS net, min(day), max(day)
FROM (
    SELECT
        member, day, net, store, local_at,
        lag(store) OVER by_time AS store_before, lag(local_at) OVER by_time AS before
    FROM scope
    WHERE day >= $since AND day < $until AND purchases > 0
    WINDOW by_time AS (PARTITION BY member ORDER BY local_at, basket)
)
WHERE store <> store_before AND date_diff('second', before, local_at) <= 60 * $minutes
GROUP BY member
HAVING count(*) >= $times
ORDER BY times DESC, member
