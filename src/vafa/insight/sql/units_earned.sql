-- The beginning of statements about earned units: the lots that hold some that were moved to another account or brought
-- back. Parameter: club.
WITH RECURSIVE carried (member_id, id, root_member, root) AS (
    SELECT lot.member_id, lot.id, lot.origin_member, lot.origin
    FROM ledger_lot AS lot
    JOIN ledger_movement AS movement ON movement.member_id = lot.member_id AND movement.id = lot.movement_id
    WHERE lot.club_id = %s AND lot.origin IS NOT NULL AND movement.kind IN ('merge', 'transfer', 'reinstatement')
    UNION ALL
    SELECT carried.member_id, carried.id, lot.origin_member, lot.origin
    FROM carried
    JOIN ledger_lot AS lot ON lot.member_id = carried.root_member AND lot.id = carried.root
    JOIN ledger_movement AS movement ON movement.member_id = lot.member_id AND movement.id = lot.movement_id
    WHERE lot.origin IS NOT NULL AND movement.kind IN ('merge', 'transfer', 'reinstatement')
),
earned AS (
    SELECT carried.member_id, carried.id
    FROM carried
    JOIN ledger_lot AS lot ON lot.member_id = carried.root_member AND lot.id = carried.root
    JOIN ledger_movement AS movement ON movement.member_id = lot.member_id AND movement.id = lot.movement_id
    WHERE movement.kind = 'accrual'
)
