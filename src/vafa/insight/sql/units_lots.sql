-- Units that entered, by unit and the minute in which they did (in UTC): what was given, without what is owed.
-- Parameters: club.
SELECT
    account.unit,
    substr(CAST(lot.born_at AS varchar(40)), 1, 16) AS born,
    SUM(lot.units) AS units
FROM ledger_lot AS lot
JOIN ledger_account AS account ON account.member_id = lot.member_id AND account.id = lot.account_id
JOIN ledger_movement AS movement ON movement.member_id = lot.member_id AND movement.id = lot.movement_id
WHERE lot.club_id = %s
    AND lot.owed = %s
    AND movement.kind = 'accrual'
GROUP BY account.unit, substr(CAST(lot.born_at AS varchar(40)), 1, 16)
