-- By the month of the first purchase and each month from it on: who bought, and the net sales of all of the cohort. The
-- club's calendar comes as the first days of its months; they are counted from 1.
WITH months AS (
    SELECT first_day, row_number() OVER (ORDER BY first_day) AS month
    FROM (SELECT unnest(CAST(%(months)s AS date[])) AS first_day) AS given
),
spans AS (
    SELECT month, first_day, lead(first_day) OVER (ORDER BY first_day) AS next_day
    FROM months
),
calendar AS (
    SELECT days.day, spans.month
    FROM (SELECT DISTINCT day FROM visits) AS days
    JOIN spans ON days.day >= spans.first_day AND days.day < coalesce(spans.next_day, CAST(%(at)s AS date))
),
active AS (
    SELECT visits.member, calendar.month, max(visits.purchases) AS purchases, sum(visits.net) AS net
    FROM visits
    JOIN calendar ON calendar.day = visits.day
    GROUP BY visits.member, calendar.month
),
first_seen AS (
    SELECT member, min(month) AS cohort
    FROM active
    WHERE purchases > 0
    GROUP BY member
)
SELECT
    first_seen.cohort,
    active.month,
    sum(CASE WHEN active.purchases > 0 THEN 1 ELSE 0 END),
    sum(active.net)
FROM active
JOIN first_seen ON first_seen.member = active.member
GROUP BY first_seen.cohort, active.month
ORDER BY first_seen.cohort, active.month
