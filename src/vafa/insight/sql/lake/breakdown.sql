-- Sales of the days asked for, by one thing. `bought_before` are buyers who had a purchase before those days; where months
-- or days are asked for, before each.
WITH seen AS (
    SELECT member, min(day) AS first_day
    FROM bought
    WHERE purchases > 0
    GROUP BY member
),
keyed AS (
    SELECT
        CASE $by
            WHEN 'store' THEN scope.store::VARCHAR
            WHEN 'terminal' THEN scope.terminal
            WHEN 'cashier' THEN scope.cashier
            WHEN 'channel' THEN scope.channel
            WHEN 'tier' THEN people.tier
            WHEN 'segment' THEN segments.segment
            WHEN 'weekday' THEN isodow(scope.day)::VARCHAR
            WHEN 'hour' THEN hour(scope.local_at)::VARCHAR
            WHEN 'day' THEN scope.day::VARCHAR
            WHEN 'month' THEN list_max(list_filter($months::DATE[], lambda first_day: first_day <= scope.day))::VARCHAR
            ELSE ''
        END AS key,
        scope.member, scope.day, scope.purchases, scope.net, scope.discount, scope.cost, scope.costed, seen.first_day
    FROM scope
    LEFT JOIN people ON $by = 'tier' AND people.member = scope.member
    LEFT JOIN segments ON $by = 'segment' AND segments.member = scope.member
    LEFT JOIN seen ON seen.member = scope.member
    WHERE scope.day >= $since AND scope.day < $until
)
SELECT
    coalesce(key, '') AS key,
    count(DISTINCT member) FILTER (purchases > 0) AS buyers,
    count(DISTINCT member) FILTER (
        purchases > 0 AND first_day < CASE WHEN $by IN ('month', 'day') THEN greatest(key::DATE, $since) ELSE $since END
    ) AS bought_before,
    sum(purchases)::BIGINT AS purchases,
    count(DISTINCT (member, day)) FILTER (purchases > 0) AS visits,
    sum(net)::BIGINT AS net,
    sum(discount)::BIGINT AS discount,
    sum(cost)::BIGINT AS cost,
    bool_and(costed) AS costed
FROM keyed
GROUP BY coalesce(key, '')
ORDER BY net DESC, key
