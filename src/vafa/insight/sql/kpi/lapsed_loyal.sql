-- Before a day: how many are silent for longer than asked for, how many of them came often, how many of those at a mean
-- gap of at most gap_of / gap_by days, and what those spent in the 365 days to their last visit.
WITH seen AS (
    SELECT member, min(day) AS first_day, max(day) AS last_day, count(*) AS days
    FROM visits
    WHERE purchases > 0 AND day < %(until)s
    GROUP BY member
),
silent AS (
    SELECT
        member,
        last_day,
        CASE WHEN days > %(visits_above)s THEN 1 ELSE 0 END AS often,
        CASE
            WHEN days > %(visits_above)s AND days > 1
                AND (last_day - first_day) * %(gap_by)s <= (days - 1) * %(gap_of)s THEN 1
            ELSE 0
        END AS loyal
    FROM seen
    WHERE CAST(%(until)s AS date) - last_day > %(silent_above)s
),
spent AS (
    SELECT coalesce(sum(visits.net), 0) AS net
    FROM silent
    JOIN visits ON visits.member = silent.member
    WHERE silent.loyal = 1 AND visits.day <= silent.last_day AND silent.last_day - visits.day < 365
)
SELECT count(*), coalesce(sum(often), 0), coalesce(sum(loyal), 0), (SELECT net FROM spent)
FROM silent
