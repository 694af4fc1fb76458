-- By month: buyers, and how many of four things of their profiles are known now, together.
SELECT months.first_day, count(known.member), coalesce(sum(known.known), 0)::BIGINT
FROM months
LEFT JOIN (
    SELECT DISTINCT buying.first_day, buying.member, members.known
    FROM (
        SELECT DISTINCT months.first_day, scope.member
        FROM scope
        JOIN months ON scope.day >= months.first_day AND scope.day < months.next_day
        WHERE scope.purchases > 0
    ) AS buying
    JOIN members ON members.member = buying.member
) AS known ON known.first_day = months.first_day
GROUP BY months.first_day
ORDER BY months.first_day
