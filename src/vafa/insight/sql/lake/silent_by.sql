-- By one thing: members whose last visit had it, and members' days that had it.
WITH keyed AS (
    SELECT
        loyal_receipts.member, loyal_receipts.day, loyal_receipts.last,
        loyal_receipts.store::VARCHAR AS store,
        CASE $by
            WHEN 'cashier' THEN loyal_receipts.cashier
            WHEN 'hour' THEN hour(loyal_receipts.local_at)::VARCHAR
            WHEN 'fortnight' THEN
                ($since + 14 * (date_diff('day', $since, loyal_receipts.day) // 14)::INTEGER)::DATE::VARCHAR
            WHEN 'product' THEN sold.sku
            ELSE ''
        END AS key
    FROM loyal_receipts
    LEFT JOIN sold ON $by = 'product' AND sold.basket = loyal_receipts.basket
)
SELECT
    store, key, count(DISTINCT member) FILTER (last) AS left_after, count(DISTINCT (member, day)) AS visits,
    min(day), max(day)
FROM keyed
WHERE key IS NOT NULL
GROUP BY store, key
ORDER BY left_after DESC, store, key
