-- Who is a member, whose membership it is now, and how many of four things of their profile are known.
SELECT
    member::UUID AS member,
    holder::UUID AS holder,
    timezone($zone, joined_at::TIMESTAMPTZ)::DATE AS joined_on,
    channel::VARCHAR AS channel,
    nullif(store::VARCHAR, '')::UUID AS home_store,
    timezone($zone, nullif(left_at::VARCHAR, '')::TIMESTAMPTZ)::DATE AS left_on,
    tier::VARCHAR AS tier,
    known::INTEGER AS known
FROM given
ORDER BY member
