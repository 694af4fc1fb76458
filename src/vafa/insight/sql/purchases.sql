-- Purchases and returns of a club with a day in [start, end), oldest first; read from the index activities_for_reports alone.
-- Ids and days travel as text: a hundred thousand uuids and dates cost more to make than to read.
-- Parameters: club, start, end, store ('' for all), store.
SELECT
    CAST(day AS varchar(10)) AS day_text,
    CAST(member_id AS varchar(36)) AS member_text,
    purchases,
    net_minor,
    discount_minor,
    cost_minor
FROM activities_activity
WHERE club_id = %s
    AND day >= %s
    AND day < %s
    AND kind IN ('purchase', 'return')
    AND (%s = '' OR CAST(store_id AS varchar(36)) = %s)
ORDER BY day
