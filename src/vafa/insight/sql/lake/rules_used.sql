-- What each rule gave in the days asked for, to whom and where it is asked about: times, members, units, and the net
-- sales of the purchases it spoke for, each counted once.
WITH given AS (
    SELECT
        awards.rule, awards.unit, awards.activity, coalesce(holders.holder, awards.member) AS member,
        sum(awards.units) AS units
    FROM awards
    LEFT JOIN holders ON holders.member = awards.member
    WHERE awards.day >= $since AND awards.day < $until AND awards.units > 0
        AND ($store = '' OR awards.store::VARCHAR = $store)
    GROUP BY ALL
)
SELECT
    given.rule, given.unit, count(DISTINCT given.activity), count(DISTINCT given.member), sum(given.units)::BIGINT,
    coalesce(sum(scope.net), 0)::BIGINT
FROM given
LEFT JOIN scope ON scope.basket = given.activity
WHERE ($segment = '' OR given.member IN (SELECT member FROM segments WHERE segment = $segment))
    AND ($tier = '' OR given.member IN (SELECT member FROM people WHERE tier = $tier))
GROUP BY given.rule, given.unit
ORDER BY 5 DESC, 1
