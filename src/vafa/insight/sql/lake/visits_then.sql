-- By member and product: on how many of their visit days whose following days are over, the product was bought within
-- so many days after; and (place -1) how many such visits there are.
WITH days AS (
    SELECT DISTINCT member, day
    FROM scope
    WHERE purchases > 0 AND day >= $since AND day < $until - $ahead AND hash(member) % $parts = 0
)
SELECT member_number, place, followed
FROM (
    SELECT dense_rank() OVER (ORDER BY member) - 1 AS member_number, member
    FROM (SELECT DISTINCT member FROM days)
) AS numbers
JOIN (
    SELECT member, -1 AS place, count(*) AS followed
    FROM days
    GROUP BY member
    UNION ALL
    SELECT days.member, item_baskets.place, count(DISTINCT days.day)
    FROM days
    JOIN item_baskets
        ON item_baskets.member = days.member AND item_baskets.day > days.day
        AND item_baskets.day <= days.day + $ahead
    GROUP BY days.member, item_baskets.place
) AS found USING (member)
ORDER BY member_number, place
