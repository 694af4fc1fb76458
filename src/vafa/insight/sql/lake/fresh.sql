-- Rows as the database gave them, typed, without what the lake has already.
CREATE OR REPLACE TEMP TABLE fresh AS
SELECT
    id_text::UUID AS activity,
    member_text::UUID AS member,
    kind::VARCHAR AS kind,
    day_text::DATE AS day,
    happened_text::TIMESTAMP AS happened_at,
    booked_text::TIMESTAMP AS booked_at,
    timezone($zone, timezone('UTC', happened_text::TIMESTAMP)) AS local_at,
    nullif(store_text::VARCHAR, '')::UUID AS store,
    terminal::VARCHAR AS terminal,
    channel::VARCHAR AS channel,
    net_minor::BIGINT AS net,
    discount_minor::BIGINT AS discount,
    CASE
        WHEN abs(nullif(cost_minor::VARCHAR, '')::HUGEINT) <= 1000000000000000
        THEN nullif(cost_minor::VARCHAR, '')::BIGINT
    END AS cost,
    purchases::INTEGER AS purchases,
    nullif(original_text::VARCHAR, '')::UUID AS original,
    body_text::VARCHAR AS body,
    facts_text::VARCHAR AS facts,
    awards_text::VARCHAR AS awards
FROM given
ANTI JOIN known ON known.activity = given.id_text::UUID;
