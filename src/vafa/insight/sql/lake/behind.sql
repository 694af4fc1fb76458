-- Accounts with movements that the lake lacks.
SELECT member, account, reached, seq
FROM accounts
WHERE reached < seq
