CREATE OR REPLACE TEMP TABLE member_places AS
SELECT member, row_number() OVER (ORDER BY member) - 1 AS place
FROM (SELECT DISTINCT member FROM bought_on)
