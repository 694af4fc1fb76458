-- For DuckDB: each member's days, as the metrics read them. Members are numbered in the order of their ids.
CREATE OR REPLACE TEMP TABLE places AS
SELECT member, row_number() OVER (ORDER BY member)::INTEGER AS place
FROM (SELECT DISTINCT member FROM bought);
CREATE OR REPLACE TEMP TABLE visits AS
SELECT
    places.place AS member, bought.day, sum(bought.purchases)::INTEGER AS purchases, sum(bought.net)::BIGINT AS net,
    sum(bought.discount)::BIGINT AS discount, sum(bought.cost)::BIGINT AS cost, bool_and(bought.costed) AS costed
FROM bought
JOIN places ON places.member = bought.member
WHERE %(store)s = '' OR bought.store::VARCHAR = %(store)s
GROUP BY places.place, bought.day
