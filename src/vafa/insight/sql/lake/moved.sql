-- Movements as the database gave them, without what the lake has already.
INSERT INTO moved
SELECT
    given.id::UUID, given.member_id::UUID, given.account_id::UUID, accounts.unit, given.seq::INTEGER, given.kind,
    given.system, given.units::BIGINT,
    timezone($zone, given.happened_at::TIMESTAMPTZ)::DATE,
    timezone('UTC', given.happened_at::TIMESTAMPTZ),
    timezone('UTC', given.booked_at::TIMESTAMPTZ),
    given.partner_id::UUID, nullif(given.store_id::VARCHAR, '')::UUID, given.source, nullif(given.award::VARCHAR, '')::UUID, nullif(given.reverses::VARCHAR, '')::UUID
FROM given
JOIN accounts ON accounts.account = given.account_id::UUID
WHERE given.seq::INTEGER > accounts.reached
