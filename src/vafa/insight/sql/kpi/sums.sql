-- Buyers, purchases and money of the days asked for; a buyer counts once.
SELECT
    count(DISTINCT CASE WHEN purchases > 0 THEN member END),
    coalesce(sum(purchases), 0),
    coalesce(sum(net), 0),
    coalesce(sum(discount), 0),
    coalesce(sum(cost), 0),
    coalesce(bool_and(costed), true)
FROM visits
WHERE day >= %(since)s AND day < %(until)s
