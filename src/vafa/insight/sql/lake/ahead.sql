-- An account of which the lake has more than the database.
SELECT account
FROM accounts
WHERE reached > seq
LIMIT 1
