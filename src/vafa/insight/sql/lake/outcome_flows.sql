-- By month: who was there at its start (a visit in the $silent days before), who came for the first time, who came back
-- after a longer silence, who passed into such a silence, and the days between the first and the last visit of those.
WITH seen AS (
    SELECT
        member, day,
        lag(day) OVER by_day AS before,
        lead(day) OVER by_day AS next,
        first_value(day) OVER by_day AS first_day
    FROM visits
    WHERE purchases > 0
    WINDOW by_day AS (PARTITION BY member ORDER BY day)
)
SELECT
    months.first_day,
    count(*) FILTER (
        seen.day < months.first_day AND (seen.next IS NULL OR seen.next >= months.first_day)
        AND months.first_day - seen.day <= $silent
    ),
    count(*) FILTER (seen.before IS NULL AND seen.day >= months.first_day AND seen.day < months.next_day),
    count(*) FILTER (
        seen.day - seen.before > $silent AND seen.day >= months.first_day AND seen.day < months.next_day
    ),
    count(*) FILTER (
        (seen.next IS NULL OR seen.next - seen.day > $silent)
        AND seen.day + $silent >= months.first_day AND seen.day + $silent < months.next_day
    ),
    coalesce(sum(seen.day - seen.first_day) FILTER (
        (seen.next IS NULL OR seen.next - seen.day > $silent)
        AND seen.day + $silent >= months.first_day AND seen.day + $silent < months.next_day
    ), 0)::BIGINT
FROM months
LEFT JOIN seen ON seen.day < months.next_day
GROUP BY months.first_day
ORDER BY months.first_day
