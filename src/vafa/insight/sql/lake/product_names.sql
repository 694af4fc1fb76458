SELECT sku, name, category, brand
FROM products
WHERE sku IN (SELECT unnest($skus::VARCHAR[]))
