-- Lines as they stand, less what came back. What is left of a line costs its share of what it cost, rounded down.
CREATE TEMP VIEW sold AS
WITH latest AS (
    SELECT original, max(activity) AS activity
    FROM remains
    WHERE line = 0
    GROUP BY original
),
left_over AS (
    SELECT remains.original, remains.line, remains.quantity, remains.amount, remains.discount
    FROM remains
    JOIN latest ON latest.activity = remains.activity
    WHERE remains.line > 0
),
standing AS (
    SELECT *
    FROM lines
    ANTI JOIN latest ON latest.original = lines.activity
    UNION ALL
    SELECT lines.* REPLACE (
        left_over.quantity AS quantity, left_over.amount AS amount, left_over.discount AS discount,
        CASE
            WHEN lines.quantity = 0 THEN lines.cost
            ELSE lines.cost * left_over.quantity // lines.quantity
        END AS cost
    )
    FROM lines
    JOIN left_over ON left_over.original = lines.activity AND left_over.line = lines.line
)
SELECT
    standing.activity AS basket, coalesce(holders.holder, standing.member) AS member, standing.day, standing.store,
    standing.line, standing.sku, standing.name, standing.category, standing.brand, standing.quantity,
    standing.amount - standing.discount AS net, standing.discount, standing.cost
FROM standing
LEFT JOIN holders ON holders.member = standing.member;
