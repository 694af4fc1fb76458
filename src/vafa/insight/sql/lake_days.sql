-- How many activities each day has and what they add up to: says which days the lake lacks something of. Read from the
-- index activities_for_reports alone.
-- Parameters: club.
SELECT
    CAST(day AS varchar(10)) AS day_text,
    COUNT(*) AS activities,
    COALESCE(SUM(net_minor), 0) AS net_minor
FROM activities_activity
WHERE club_id = %s
GROUP BY day
ORDER BY day
