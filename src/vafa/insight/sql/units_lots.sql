-- Earned units, by unit and the minute in which they were (in UTC): how many, without what is owed, and how many of them
-- are left, also in accounts that they were moved to. Begins with units_earned. Parameter: club.
SELECT
    account.unit,
    substr(CAST(lot.born_at AS varchar(40)), 1, 16) AS born,
    SUM(CASE WHEN movement.kind = 'accrual' THEN lot.units ELSE 0 END) AS units,
    SUM(lot.remaining) AS remaining
FROM ledger_lot AS lot
JOIN ledger_account AS account ON account.member_id = lot.member_id AND account.id = lot.account_id
JOIN ledger_movement AS movement ON movement.member_id = lot.member_id AND movement.id = lot.movement_id
WHERE lot.club_id = %s
    AND NOT lot.owed
    AND (
        movement.kind = 'accrual'
        OR (lot.member_id, lot.id) IN (SELECT earned.member_id, earned.id FROM earned)
    )
GROUP BY account.unit, substr(CAST(lot.born_at AS varchar(40)), 1, 16)
