-- What a return left of each line of its receipt; a line that is not here came back whole. `line` 0 stands for the
-- return itself, so that one that left nothing is known too.
SELECT activity, original, day, 0 AS line, 0::BIGINT AS quantity, 0::BIGINT AS amount, 0::BIGINT AS discount
FROM fresh
WHERE kind = 'return'
UNION ALL
SELECT activity, original, day, row[1]::INTEGER, row[2], row[3], row[4]
FROM (
    SELECT activity, original, day, unnest(from_json(body, '{"left": [["BIGINT"]]}')."left") AS row
    FROM fresh
    WHERE kind = 'return'
)
ORDER BY day, activity, line
