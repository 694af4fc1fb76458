-- What each rule gave for an activity.
SELECT activity, member, day, store, award.rule, award.unit, award.units
FROM (
    SELECT
        activity, member, day, store,
        unnest(from_json(awards, '[{"rule": "VARCHAR", "unit": "VARCHAR", "units": "BIGINT"}]')) AS award
    FROM fresh
    WHERE awards NOT IN ('', '[]')
)
ORDER BY day, activity
