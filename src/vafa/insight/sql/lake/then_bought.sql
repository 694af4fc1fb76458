-- (first, second, members who bought the second within so many days after the first time of the first, members who
-- bought the first and never the second after it); of members whose days after it are over.
SELECT
    first.place, second.place,
    count(DISTINCT first.member) FILTER (later.day <= first.first_day + $ahead),
    count(DISTINCT first.member)
FROM first_bought AS first
JOIN first_bought AS second ON second.member = first.member AND second.place <> first.place
JOIN item_baskets AS later
    ON later.member = first.member AND later.place = second.place AND later.day > first.first_day
WHERE first.first_day < $until - $ahead
GROUP BY 1, 2
