-- Buyers of the days asked for by net sales: how many, their sum, that of the first fifth (rounded up), and the sum of
-- each amount by its place from the smallest, for the Gini coefficient.
WITH buyers AS (
    SELECT member, sum(net) AS net
    FROM visits
    WHERE day >= %(since)s AND day < %(until)s
    GROUP BY member
    HAVING sum(purchases) > 0
),
ranked AS (
    SELECT net, count(*) OVER () AS buyers, row_number() OVER (ORDER BY net DESC, member) AS place
    FROM buyers
)
SELECT
    count(*),
    coalesce(sum(net), 0),
    coalesce(sum(CASE WHEN 5 * (place - 1) < buyers THEN net ELSE 0 END), 0),
    coalesce(sum((buyers - place + 1) * net), 0)
FROM ranked
