-- Whose purchases are asked about.
SELECT DISTINCT member
FROM scope
