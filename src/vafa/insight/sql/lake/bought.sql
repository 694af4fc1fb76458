-- Baskets of the surviving memberships.
CREATE TEMP VIEW bought AS
SELECT baskets.* EXCLUDE (member), coalesce(holders.holder, baskets.member) AS member
FROM baskets
LEFT JOIN holders ON holders.member = baskets.member;
