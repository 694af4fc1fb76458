-- By month: what members did besides buying, and how many did.
SELECT months.first_day, count(done.member), count(DISTINCT done.member)
FROM months
LEFT JOIN (
    SELECT coalesce(holders.holder, activities.member) AS member, activities.day
    FROM activities
    LEFT JOIN holders ON holders.member = activities.member
    WHERE activities.kind NOT IN ('purchase', 'return', 'adjustment', 'opening')
        AND ($segment = '' OR coalesce(holders.holder, activities.member) IN (
            SELECT member FROM segments WHERE segment = $segment
        ))
        AND ($tier = '' OR coalesce(holders.holder, activities.member) IN (
            SELECT member FROM people WHERE tier = $tier
        ))
        AND ($store = '' OR activities.store::VARCHAR = $store)
) AS done ON done.day >= months.first_day AND done.day < months.next_day
GROUP BY months.first_day
ORDER BY months.first_day
