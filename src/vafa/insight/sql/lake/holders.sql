-- Memberships that were merged into another one.
CREATE TEMP VIEW holders AS
SELECT member, holder
FROM members
WHERE holder <> member;
