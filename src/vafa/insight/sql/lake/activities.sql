SELECT
    activity, member, kind, day, happened_at, booked_at, local_at, store, terminal, channel, net, discount, cost,
    purchases, original,
    coalesce(body ->> '$.cashier', '') AS cashier,
    coalesce(facts ->> '$.tier', '') AS tier,
    coalesce((body ->> '$.tax')::BIGINT, 0) AS tax
FROM fresh
ORDER BY day, activity
