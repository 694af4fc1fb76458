-- By month and unit: units given and units spent less what came back, at the store asked about; and what members hold at
-- its end, of those who ever bought there.
SELECT
    months.first_day, moved.unit,
    coalesce(sum(moved.units) FILTER (
        moved.kind = 'accrual' AND moved.day >= months.first_day AND ($store = '' OR moved.store = $store)
    ), 0)::BIGINT,
    -coalesce(sum(moved.units) FILTER (
        moved.kind IN ('redemption', 'give_back') AND moved.day >= months.first_day
        AND ($store = '' OR moved.store = $store)
    ), 0)::BIGINT,
    coalesce(sum(moved.units) FILTER ($store = '' OR moved.member IN (SELECT member FROM scope)), 0)::BIGINT
FROM months
JOIN (
    SELECT coalesce(holders.holder, movements.member) AS member, movements.day, movements.unit, movements.kind,
        movements.units, movements.store::VARCHAR AS store
    FROM movements
    LEFT JOIN holders ON holders.member = movements.member
) AS moved ON moved.day < months.next_day
WHERE ($segment = '' OR moved.member IN (SELECT member FROM segments WHERE segment = $segment))
    AND ($tier = '' OR moved.member IN (SELECT member FROM people WHERE tier = $tier))
GROUP BY months.first_day, moved.unit
ORDER BY months.first_day, moved.unit
