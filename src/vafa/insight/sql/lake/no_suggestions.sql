CREATE OR REPLACE TEMP TABLE suggested AS
SELECT *
FROM empty_suggestions
