-- The basket layer of a month: a row for each receipt, less what came back of it. A return has the day and the place of
-- its receipt, so a month stands alone.
SELECT
    coalesce(original, activity) AS basket,
    arg_min(member, activity) AS member,
    any_value(day) AS day,
    arg_min(local_at, activity) AS local_at,
    any_value(store) AS store,
    any_value(terminal) AS terminal,
    any_value(channel) AS channel,
    max(cashier) AS cashier,
    max(tier) AS tier,
    sum(purchases)::INTEGER AS purchases,
    sum(net)::BIGINT AS net,
    sum(discount)::BIGINT AS discount,
    sum(coalesce(cost, 0))::BIGINT AS cost,
    bool_and(cost IS NOT NULL) AS costed
FROM activities
WHERE kind IN ('purchase', 'return')
GROUP BY coalesce(original, activity)
ORDER BY day, basket
