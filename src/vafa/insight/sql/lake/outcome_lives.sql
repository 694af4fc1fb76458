-- Of all to the end of each month: buyers, net sales and cost from the first purchase on, and whether every cost is
-- known.
SELECT
    months.first_day, count(DISTINCT visits.member) FILTER (visits.purchases > 0), coalesce(sum(visits.net), 0)::BIGINT,
    coalesce(sum(visits.cost), 0)::BIGINT, coalesce(bool_and(visits.costed), true)
FROM months
LEFT JOIN visits ON visits.day < months.next_day
GROUP BY months.first_day
ORDER BY months.first_day
