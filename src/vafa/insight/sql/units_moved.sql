-- Units booked before an instant and from it up to another, by unit, kind and system account: what a roll-forward is of.
-- Parameters: start, start, club, end.
SELECT
    account.unit,
    movement.kind,
    movement.system,
    CAST(SUM(CASE WHEN movement.booked_at < %s THEN movement.units ELSE 0 END) AS bigint) AS before_units,
    CAST(SUM(CASE WHEN movement.booked_at >= %s THEN movement.units ELSE 0 END) AS bigint) AS within_units
FROM ledger_account AS account
INNER JOIN ledger_movement AS movement
    ON movement.member_id = account.member_id AND movement.account_id = account.id
WHERE account.club_id = %s AND movement.booked_at < %s
GROUP BY account.unit, movement.kind, movement.system
