-- Of the 365 days to the end of each month: buyers and net sales.
SELECT
    months.first_day, count(DISTINCT visits.member) FILTER (visits.purchases > 0), coalesce(sum(visits.net), 0)::BIGINT
FROM months
LEFT JOIN visits ON visits.day >= months.next_day - 365 AND visits.day < months.next_day
GROUP BY months.first_day
ORDER BY months.first_day
