-- Receipts with one product and with another: (first, second, how many have both); with itself: how many have it.
SELECT first.place, second.place, count(*)
FROM item_baskets AS first
JOIN item_baskets AS second ON second.basket = first.basket
GROUP BY 1, 2
