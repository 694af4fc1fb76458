-- One member's card, one cashier: days with more receipts than anybody needs.
SELECT
    member, cashier, count(*) AS days, sum(receipts)::BIGINT AS receipts, sum(net)::BIGINT AS net, min(day), max(day)
FROM (
    SELECT member, cashier, day, count(*) AS receipts, sum(net) AS net
    FROM scope
    WHERE day >= $since AND day < $until AND purchases > 0
    GROUP BY member, cashier, day
    HAVING count(*) >= $receipts
)
GROUP BY member, cashier
HAVING count(*) >= $times
ORDER BY receipts DESC, member
