-- By month: net sales of lines, and of those with a discount.
SELECT
    months.first_day, coalesce(sum(sold.net), 0)::BIGINT, coalesce(sum(sold.net) FILTER (sold.discount > 0), 0)::BIGINT
FROM months
LEFT JOIN (
    SELECT sold.day, sold.net, sold.discount
    FROM sold
    JOIN scope ON scope.basket = sold.basket
) AS sold ON sold.day >= months.first_day AND sold.day < months.next_day
GROUP BY months.first_day
ORDER BY months.first_day
