-- A member's lists: what they will buy again and what is new to them, the surest first.
SELECT again, sku, chance, low, high, because, times, last_day
FROM suggestions
WHERE member = $member
ORDER BY chance DESC, rank
