-- Each product under the name, category and brand it was last sold by: it may have been renamed.
CREATE TEMP VIEW products AS
SELECT
    sku,
    arg_max(name, (day, activity)) AS name,
    arg_max(category, (day, activity)) AS category,
    arg_max(brand, (day, activity)) AS brand
FROM lines
WHERE sku <> ''
GROUP BY sku;
