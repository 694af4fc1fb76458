-- A row for each line of a receipt, as it was sold: [sku, name, category, brand, tags, quantity, amount, discount, cost].
SELECT
    activity, member, day, store, line,
    coalesce(row[1], '') AS sku,
    coalesce(row[2], '') AS name,
    coalesce(row[3], '') AS category,
    coalesce(row[4], '') AS brand,
    row[6]::BIGINT AS quantity,
    row[7]::BIGINT AS amount,
    coalesce(row[8]::BIGINT, 0) AS discount,
    CASE WHEN abs(row[9]::BIGINT) <= 1000000000000000 THEN row[9]::BIGINT END AS cost
FROM (
    SELECT activity, member, day, store, unnest(lines) AS row, generate_subscripts(lines, 1) AS line
    FROM (
        SELECT activity, member, day, store, from_json(body, '{"lines": [["VARCHAR"]]}').lines AS lines
        FROM fresh
        WHERE kind = 'purchase'
    )
)
ORDER BY day, activity, line
