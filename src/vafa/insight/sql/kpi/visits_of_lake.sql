-- For DuckDB: each member's days, as the metrics read them, of the baskets in scope. Members are numbered in the order
-- of their ids.
CREATE OR REPLACE TEMP TABLE places AS
SELECT member, row_number() OVER (ORDER BY member)::INTEGER AS place
FROM (SELECT DISTINCT member FROM scope);
CREATE OR REPLACE TEMP TABLE visits AS
SELECT
    places.place AS member, scope.day, sum(scope.purchases)::INTEGER AS purchases, sum(scope.net)::BIGINT AS net,
    sum(scope.discount)::BIGINT AS discount, sum(scope.cost)::BIGINT AS cost, bool_and(scope.costed) AS costed
FROM scope
JOIN places ON places.member = scope.member
GROUP BY places.place, scope.day
