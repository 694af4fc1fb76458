-- Purchases of one member that were given back within minutes.
SELECT
    bought.member, bought.cashier, count(*) AS times, count(*) AS receipts, -sum(back.net)::BIGINT AS net,
    min(bought.day), max(bought.day)
FROM activities AS back
JOIN scope AS bought ON bought.basket = back.original
WHERE back.kind = 'return' AND back.day >= $since AND back.day < $until
    AND date_diff('second', bought.local_at, back.local_at) <= 60 * $minutes
GROUP BY bought.member, bought.cashier
HAVING count(*) >= $times
ORDER BY times DESC, bought.member
