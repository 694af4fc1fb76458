-- Offers by number, with their members and products again. Times and the last day are of the product that is the
-- reason.
INSERT INTO suggested
SELECT
    member_places.member, (offers.again > 0) AS again, offers.rank::INTEGER AS rank, product.sku, reason.sku AS because,
    offers.chance, offers.low, offers.high, offers.times::INTEGER AS times,
    $until - offers.age::INTEGER AS last_day
FROM offers
JOIN member_places ON member_places.place = offers.member
JOIN product_places AS product ON product.product = offers.product
JOIN product_places AS reason ON reason.product = offers.because
