-- By member and product of the days asked for: the first day, and the last.
CREATE OR REPLACE TEMP TABLE first_bought AS
SELECT member, place, min(day) AS first_day, max(day) AS last_day
FROM item_baskets
WHERE hash(member) % $parts = 0
GROUP BY member, place
