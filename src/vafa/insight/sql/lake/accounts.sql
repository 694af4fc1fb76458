-- Which unit each account holds, how many movements it has, and how many of them the lake has.
CREATE OR REPLACE TEMP TABLE accounts AS
SELECT id::UUID AS account, member_id::UUID AS member, unit::VARCHAR AS unit, given.seq::INTEGER AS seq, coalesce(reached.seq, 0) AS reached
FROM given
LEFT JOIN reached ON reached.account = given.id::UUID;
CREATE OR REPLACE TEMP TABLE moved (
    movement UUID, member UUID, account UUID, unit VARCHAR, seq INTEGER, kind VARCHAR, system VARCHAR, units BIGINT,
    day DATE, happened_at TIMESTAMP, booked_at TIMESTAMP, partner UUID, store UUID, source VARCHAR, award UUID,
    reverses UUID
);
