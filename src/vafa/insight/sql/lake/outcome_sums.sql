-- By month: buyers, purchases, net, discount, cost, whether every cost is known.
SELECT
    months.first_day,
    count(DISTINCT visits.member) FILTER (visits.purchases > 0),
    coalesce(sum(visits.purchases), 0)::BIGINT,
    coalesce(sum(visits.net), 0)::BIGINT,
    coalesce(sum(visits.discount), 0)::BIGINT,
    coalesce(sum(visits.cost), 0)::BIGINT,
    coalesce(bool_and(visits.costed), true)
FROM months
LEFT JOIN visits ON visits.day >= months.first_day AND visits.day < months.next_day
GROUP BY months.first_day
ORDER BY months.first_day
