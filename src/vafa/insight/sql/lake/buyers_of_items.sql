-- (product, members who bought it in the days asked for).
SELECT place, count(*)
FROM first_bought
GROUP BY place
