-- Buyers of the days asked for in fifths; of equals the smaller id counts as less. By recency, frequency and money: how
-- many, and their net sales.
WITH buyers AS (
    SELECT
        member,
        max(CASE WHEN purchases > 0 THEN day END) AS last_day,
        sum(CASE WHEN purchases > 0 THEN 1 ELSE 0 END) AS days,
        sum(net) AS net
    FROM visits
    WHERE day >= %(since)s AND day < %(until)s
    GROUP BY member
    HAVING sum(purchases) > 0
),
ranked AS (
    SELECT
        net,
        count(*) OVER () AS buyers,
        row_number() OVER (ORDER BY last_day, member) - 1 AS recency,
        row_number() OVER (ORDER BY days, member) - 1 AS frequency,
        row_number() OVER (ORDER BY net, member) - 1 AS money
    FROM buyers
)
SELECT
    CAST(floor(recency * 5.0 / buyers) AS integer) + 1 AS recency_fifth,
    CAST(floor(frequency * 5.0 / buyers) AS integer) + 1 AS frequency_fifth,
    CAST(floor(money * 5.0 / buyers) AS integer) + 1 AS money_fifth,
    count(*),
    sum(net)
FROM ranked
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
