SELECT count(*)
FROM product_places
