-- By month and unit: units given by the rules named, those that welcome a new member.
SELECT months.first_day, awards.unit, coalesce(sum(awards.units), 0)::BIGINT
FROM months
JOIN awards ON awards.day >= months.first_day AND awards.day < months.next_day
WHERE awards.rule IN (SELECT unnest($rules::VARCHAR[]))
GROUP BY months.first_day, awards.unit
ORDER BY months.first_day, awards.unit
