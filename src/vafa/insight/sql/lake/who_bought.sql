-- (member's number among those with visits, product) of who bought it with enough days left after the first time.
SELECT numbers.member_number, first_bought.place
FROM (
    SELECT dense_rank() OVER (ORDER BY member) - 1 AS member_number, member
    FROM (
        SELECT DISTINCT member
        FROM scope
        WHERE purchases > 0 AND day >= $since AND day < $until - $ahead AND hash(member) % $parts = 0
    )
) AS numbers
JOIN first_bought USING (member)
WHERE first_bought.first_day < $until - $ahead
