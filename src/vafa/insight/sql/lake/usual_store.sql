-- The store that each of the members came to most.
SELECT member, arg_max(store::VARCHAR, (visits, store::VARCHAR))
FROM (
    SELECT member, store, count(*) AS visits
    FROM bought
    WHERE purchases > 0 AND member IN (SELECT unnest($members::UUID[]))
    GROUP BY member, store
)
GROUP BY member
ORDER BY member
