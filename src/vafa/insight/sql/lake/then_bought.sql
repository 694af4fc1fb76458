-- (first, second, members who bought the second within so many days after the first time of the first, members who
-- bought it on any later day); the former of members whose days after it are over.
SELECT
    first.place, second.place,
    count(DISTINCT first.member) FILTER (
        first.first_day < $until - $ahead AND later.day <= first.first_day + $ahead
    ),
    count(DISTINCT first.member)
FROM first_bought AS first
JOIN first_bought AS second ON second.member = first.member AND second.place <> first.place
JOIN item_baskets AS later
    ON later.member = first.member AND later.place = second.place AND later.day > first.first_day
GROUP BY 1, 2
