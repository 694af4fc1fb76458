-- Of each member the surest product that is new to them; those with the highest chance first.
SELECT member, sku, chance, low, high, because
FROM suggestions
WHERE NOT again
QUALIFY row_number() OVER (PARTITION BY member ORDER BY chance DESC, rank) = 1
ORDER BY chance DESC, member
LIMIT $most
