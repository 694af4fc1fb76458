-- Units that were spent, by unit, the minute in which they had entered and that in which they were spent (in UTC).
-- Parameters: club.
SELECT
    account.unit,
    substr(CAST(lot.born_at AS varchar(40)), 1, 16) AS born,
    substr(CAST(movement.booked_at AS varchar(40)), 1, 16) AS spent,
    SUM(draw.units) AS units
FROM ledger_draw AS draw
JOIN ledger_movement AS movement ON movement.member_id = draw.member_id AND movement.id = draw.movement_id
JOIN ledger_lot AS lot ON lot.member_id = draw.member_id AND lot.id = draw.lot_id
JOIN ledger_account AS account ON account.member_id = lot.member_id AND account.id = lot.account_id
JOIN ledger_movement AS origin ON origin.member_id = lot.member_id AND origin.id = lot.movement_id
WHERE draw.club_id = %s
    AND movement.kind = 'redemption'
    AND origin.kind = 'accrual'
GROUP BY
    account.unit,
    substr(CAST(lot.born_at AS varchar(40)), 1, 16),
    substr(CAST(movement.booked_at AS varchar(40)), 1, 16)
