-- What each rule gave in the days asked for: times, members, units, and the net sales of the purchases it spoke for.
SELECT
    awards.rule, awards.unit, count(DISTINCT awards.activity), count(DISTINCT coalesce(holders.holder, awards.member)),
    sum(awards.units)::BIGINT, coalesce(sum(scope.net), 0)::BIGINT
FROM awards
LEFT JOIN holders ON holders.member = awards.member
LEFT JOIN scope ON scope.basket = awards.activity
WHERE awards.day >= $since AND awards.day < $until AND awards.units > 0
    AND ($store = '' OR awards.store::VARCHAR = $store)
GROUP BY awards.rule, awards.unit
ORDER BY 5 DESC, 1
