-- What is left of `bought_on` with products that have enough buyers, in numbers from 0.
CREATE OR REPLACE TEMP TABLE product_places AS
SELECT sku, row_number() OVER (ORDER BY sku) - 1 AS product
FROM bought_on
WHERE age > $hidden
GROUP BY sku
HAVING count(DISTINCT member) >= $fewest
