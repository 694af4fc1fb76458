-- One member's card, one cashier: days with more receipts than anybody needs, and than all but one in a thousand of the
-- club's days of a member have.
WITH of_days AS (
    SELECT member, cashier, day, count(*) AS receipts, sum(net) AS net
    FROM scope
    WHERE day >= $since AND day < $until AND purchases > 0
    GROUP BY member, cashier, day
)
SELECT
    member, cashier, count(*) AS days, sum(receipts)::BIGINT AS receipts, sum(net)::BIGINT AS net, min(day), max(day)
FROM of_days
WHERE receipts >= greatest($receipts, (SELECT quantile_disc(receipts, 0.999) FROM of_days))
GROUP BY member, cashier
HAVING count(*) >= $times
ORDER BY receipts DESC, member
