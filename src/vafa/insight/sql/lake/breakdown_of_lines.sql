-- Lines of the days asked for, by category, brand or product, less what came back. A line with goods left is a purchase
-- of the product.
WITH keyed AS (
    SELECT
        CASE $by
            WHEN 'category' THEN coalesce(products.category, sold.category)
            WHEN 'brand' THEN coalesce(products.brand, sold.brand)
            ELSE sold.sku
        END AS key,
        sold.*
    FROM sold
    JOIN scope ON scope.basket = sold.basket
    LEFT JOIN products ON products.sku = sold.sku
    WHERE sold.day >= $since AND sold.day < $until
        AND ($category = '' OR coalesce(products.category, sold.category) = $category)
)
SELECT
    key,
    count(DISTINCT member) AS buyers,
    count(DISTINCT basket) AS purchases,
    sum(quantity)::BIGINT AS quantity,
    sum(net)::BIGINT AS net,
    sum(discount)::BIGINT AS discount,
    sum(coalesce(cost, 0))::BIGINT AS cost,
    bool_and(cost IS NOT NULL) AS costed,
    sum(net) FILTER (discount > 0)::BIGINT AS net_on_discount
FROM keyed
GROUP BY key
ORDER BY net DESC, key
