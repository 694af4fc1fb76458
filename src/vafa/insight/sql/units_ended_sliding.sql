-- Units of active lots that slide by so many days and will have ended by an instant if nothing more is counted, by unit.
-- Parameters: the instant so many days before (since), the instant, since, the instant, club, days, the instant.
SELECT
    account.unit,
    CAST(SUM(lot.remaining) AS bigint) AS units
FROM ledger_account AS account
INNER JOIN ledger_lot AS lot ON lot.member_id = account.member_id AND lot.account_id = account.id
WHERE lot.active_from <= %s
    AND (lot.expires_at IS NULL OR lot.expires_at <= %s)
    AND (account.last_counted_at IS NULL OR account.last_counted_at <= %s)
    AND (account.keep_until IS NULL OR account.keep_until <= %s)
    AND account.club_id = %s
    AND lot.sliding_days = %s
    AND lot.remaining > 0
    AND NOT lot.owed
    AND lot.due_at <= %s
GROUP BY account.unit
