-- Members who bought the first in the days asked for and on no later day of them the second.
WITH bought_items AS (
    SELECT
        sold.member, sold.day,
        CASE WHEN $by = 'category' THEN coalesce(products.category, sold.category) ELSE sold.sku END AS item
    FROM sold
    JOIN scope ON scope.basket = sold.basket
    LEFT JOIN products ON products.sku = sold.sku
    WHERE sold.day >= $since AND sold.day < $until AND sold.quantity > 0
),
firsts AS (
    SELECT member, min(day) AS day
    FROM bought_items
    WHERE item = $first
    GROUP BY member
)
SELECT firsts.member
FROM firsts
WHERE NOT EXISTS (
    SELECT 1
    FROM bought_items
    WHERE bought_items.member = firsts.member AND bought_items.item = $then AND bought_items.day > firsts.day
)
ORDER BY firsts.day DESC, firsts.member
