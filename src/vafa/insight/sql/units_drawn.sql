-- What became of earned units, by unit, the minute in which they were earned, that in which they left (in UTC), and
-- whether they were spent; a move to another account is no leaving. Begins with units_earned. Parameter:
-- club.
SELECT
    account.unit,
    substr(CAST(lot.born_at AS varchar(40)), 1, 16) AS born,
    substr(CAST(movement.booked_at AS varchar(40)), 1, 16) AS gone,
    CASE WHEN movement.kind = 'redemption' THEN 1 ELSE 0 END AS spent,
    SUM(draw.units) AS units
FROM ledger_draw AS draw
JOIN ledger_movement AS movement ON movement.member_id = draw.member_id AND movement.id = draw.movement_id
JOIN ledger_lot AS lot ON lot.member_id = draw.member_id AND lot.id = draw.lot_id
JOIN ledger_account AS account ON account.member_id = lot.member_id AND account.id = lot.account_id
JOIN ledger_movement AS origin ON origin.member_id = lot.member_id AND origin.id = lot.movement_id
WHERE draw.club_id = %s
    AND movement.kind NOT IN ('merge', 'transfer')
    AND NOT lot.owed
    AND (
        origin.kind = 'accrual'
        OR (lot.member_id, lot.id) IN (SELECT earned.member_id, earned.id FROM earned)
    )
GROUP BY
    account.unit,
    substr(CAST(lot.born_at AS varchar(40)), 1, 16),
    substr(CAST(movement.booked_at AS varchar(40)), 1, 16),
    CASE WHEN movement.kind = 'redemption' THEN 1 ELSE 0 END
