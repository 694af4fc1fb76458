-- Spans of days to be told one by one: each from a first day to the next, the last to $until.
CREATE OR REPLACE TEMP TABLE months AS
SELECT first_day, coalesce(lead(first_day) OVER (ORDER BY first_day), $until::DATE) AS next_day
FROM (SELECT unnest($months::DATE[]) AS first_day)
