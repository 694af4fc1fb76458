-- The most bought products or categories of the days asked for, numbered from 0, and what is kept of a purchase of
-- each: gross profit where every cost is known, else net sales.
CREATE OR REPLACE TEMP TABLE items AS
SELECT item, row_number() OVER (ORDER BY members DESC, item) - 1 AS place, members, kept, costed
FROM (
    SELECT
        CASE WHEN $by = 'category' THEN coalesce(products.category, sold.category) ELSE sold.sku END AS item,
        count(DISTINCT sold.member) AS members,
        CASE
            WHEN bool_and(sold.cost IS NOT NULL) THEN sum(sold.net - sold.cost)
            ELSE sum(sold.net)
        END / count(DISTINCT sold.basket) AS kept,
        bool_and(sold.cost IS NOT NULL) AS costed
    FROM sold
    JOIN scope ON scope.basket = sold.basket
    LEFT JOIN products ON products.sku = sold.sku
    WHERE sold.day >= $since AND sold.day < $until AND sold.sku <> '' AND sold.quantity > 0
    GROUP BY 1
    HAVING item <> ''
)
QUALIFY row_number() OVER (ORDER BY members DESC, item) <= $most;
CREATE OR REPLACE TEMP TABLE item_baskets AS
SELECT DISTINCT items.place, sold.basket, sold.member, sold.day
FROM sold
JOIN scope ON scope.basket = sold.basket
LEFT JOIN products ON products.sku = sold.sku
JOIN items ON items.item = CASE WHEN $by = 'category' THEN coalesce(products.category, sold.category) ELSE sold.sku END
WHERE sold.day >= $since AND sold.day < $until AND sold.quantity > 0
