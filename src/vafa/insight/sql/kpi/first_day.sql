-- The first day with a purchase that stands.
SELECT min(day)
FROM visits
WHERE purchases > 0
