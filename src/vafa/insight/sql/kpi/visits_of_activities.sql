-- For PostgreSQL: the same from the tables themselves.
DROP TABLE IF EXISTS visits;
CREATE TEMP TABLE visits AS
WITH RECURSIVE holders AS (
    SELECT id AS member, id AS holder, merged_into
    FROM members_member
    WHERE club_id = %(club)s
    UNION ALL
    SELECT holders.member, members_member.id, members_member.merged_into
    FROM holders
    JOIN members_member ON members_member.id = holders.merged_into
)
SELECT
    holders.holder AS member, activity.day, CAST(sum(activity.purchases) AS integer) AS purchases,
    CAST(sum(activity.net_minor) AS bigint) AS net, CAST(sum(activity.discount_minor) AS bigint) AS discount,
    CAST(sum(coalesce(activity.cost_minor, 0)) AS bigint) AS cost, bool_and(activity.cost_minor IS NOT NULL) AS costed
FROM activities_activity AS activity
JOIN holders ON holders.member = activity.member_id AND holders.merged_into IS NULL
WHERE activity.club_id = %(club)s
    AND activity.kind IN ('purchase', 'return')
    AND (%(store)s = '' OR CAST(activity.store_id AS varchar(36)) = %(store)s)
GROUP BY holders.holder, activity.day
