-- Receipts with any product on them that stands.
SELECT count(*)
FROM scope
WHERE day >= $since AND day < $until AND purchases > 0
