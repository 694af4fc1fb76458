-- Each product's prices of one piece before discounts, with the days on which it was sold at them.
SELECT
    prices.sku, products.category, prices.price, min(prices.day) AS first_day, max(prices.day) AS last_day,
    sum(prices.quantity)::BIGINT AS quantity
FROM (
    SELECT lines.sku, lines.day, lines.quantity, lines.amount // lines.quantity AS price
    FROM lines
    JOIN scope ON scope.basket = lines.activity
    WHERE lines.day >= $since AND lines.day < $until AND lines.quantity > 0 AND lines.sku <> ''
        AND lines.amount // lines.quantity > 0
) AS prices
JOIN products ON products.sku = prices.sku
GROUP BY prices.sku, products.category, prices.price
HAVING sum(prices.quantity) >= $fewest
ORDER BY prices.sku, first_day
