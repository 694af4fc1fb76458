SELECT member_places.place AS member, product_places.product, bought_on.age
FROM bought_on
JOIN member_places ON member_places.member = bought_on.member
JOIN product_places ON product_places.sku = bought_on.sku
ORDER BY member, product, age
