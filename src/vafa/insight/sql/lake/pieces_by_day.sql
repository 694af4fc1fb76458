-- Pieces of the products asked for, by day.
SELECT sold.sku, sold.day, sum(sold.quantity)::BIGINT
FROM sold
JOIN scope ON scope.basket = sold.basket
WHERE sold.sku IN (SELECT unnest($skus::VARCHAR[])) AND sold.day >= $since AND sold.day < $until
GROUP BY sold.sku, sold.day
