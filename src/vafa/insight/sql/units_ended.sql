-- Units of lots that will have ended by three instants, by unit and by how they end; sliding ones only named, since their
-- end hangs on days before each instant. Reads the lots due by the last instant, through the index lots_due.
-- Parameters: twice each instant, club, the last instant.
SELECT
    account.unit,
    lot.sliding_days,
    CAST(SUM(CASE
        WHEN lot.active_from IS NULL AND lot.waits_until <= %s THEN lot.remaining
        WHEN lot.active_from IS NOT NULL AND lot.sliding_days IS NULL AND lot.expires_at <= %s THEN lot.remaining
        ELSE 0
    END) AS bigint) AS first_units,
    CAST(SUM(CASE
        WHEN lot.active_from IS NULL AND lot.waits_until <= %s THEN lot.remaining
        WHEN lot.active_from IS NOT NULL AND lot.sliding_days IS NULL AND lot.expires_at <= %s THEN lot.remaining
        ELSE 0
    END) AS bigint) AS second_units,
    CAST(SUM(CASE
        WHEN lot.active_from IS NULL AND lot.waits_until <= %s THEN lot.remaining
        WHEN lot.active_from IS NOT NULL AND lot.sliding_days IS NULL AND lot.expires_at <= %s THEN lot.remaining
        ELSE 0
    END) AS bigint) AS third_units
FROM ledger_account AS account
INNER JOIN ledger_lot AS lot ON lot.member_id = account.member_id AND lot.account_id = account.id
WHERE account.club_id = %s AND lot.remaining > 0 AND NOT lot.owed AND lot.due_at <= %s
GROUP BY account.unit, lot.sliding_days
