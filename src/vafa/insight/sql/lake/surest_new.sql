-- Of each member asked about who is still here the surest product that is new to them; the highest chance first.
SELECT member, sku, chance, low, high, because
FROM suggestions
WHERE NOT again AND member IN (SELECT member FROM scope) AND member IN (SELECT member FROM members WHERE left_on IS NULL)
QUALIFY row_number() OVER (PARTITION BY member ORDER BY chance DESC, rank) = 1
ORDER BY chance DESC, member
LIMIT $most
