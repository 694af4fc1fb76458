-- By month and unit: units given by the rules named, those that welcome a new member, to whom and where it is asked about.
SELECT months.first_day, awards.unit, coalesce(sum(awards.units), 0)::BIGINT
FROM months
JOIN awards ON awards.day >= months.first_day AND awards.day < months.next_day
LEFT JOIN holders ON holders.member = awards.member
WHERE awards.rule IN (SELECT unnest($rules::VARCHAR[]))
    AND ($store = '' OR awards.store::VARCHAR = $store)
    AND ($segment = '' OR coalesce(holders.holder, awards.member) IN (
        SELECT member FROM segments WHERE segment = $segment
    ))
    AND ($tier = '' OR coalesce(holders.holder, awards.member) IN (SELECT member FROM people WHERE tier = $tier))
GROUP BY months.first_day, awards.unit
ORDER BY months.first_day, awards.unit
