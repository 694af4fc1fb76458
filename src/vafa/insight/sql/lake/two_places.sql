-- One member's card at two stores within minutes; one of the two receipts is asked about.
SELECT member, '' AS cashier, count(*) AS times, count(*) * 2 AS receipts, sum(net)::BIGINT AS net, min(day), max(day)
FROM (
    SELECT
        bought.member, bought.day, bought.net, bought.store, bought.local_at, scope.basket IS NOT NULL AS asked,
        lag(bought.store) OVER by_time AS store_before, lag(bought.local_at) OVER by_time AS before,
        lag(scope.basket IS NOT NULL) OVER by_time AS asked_before
    FROM bought
    LEFT JOIN scope ON scope.basket = bought.basket
    WHERE bought.day >= $since AND bought.day < $until AND bought.purchases > 0
    WINDOW by_time AS (PARTITION BY bought.member ORDER BY bought.local_at, bought.basket)
)
WHERE (asked OR asked_before) AND store <> store_before AND date_diff('second', before, local_at) <= 60 * $minutes
GROUP BY member
HAVING count(*) >= $times
ORDER BY times DESC, member
