-- Receipts of loyal members in the days asked for, and which of them were their last before $at. Loyal: at least so many
-- visit days by then, with a mean gap of at most $gap_most days.
CREATE OR REPLACE TEMP TABLE loyal AS
SELECT member, max(day) AS last_day
FROM (SELECT DISTINCT member, day FROM scope WHERE purchases > 0 AND day < $at)
GROUP BY member
HAVING count(*) > $visits_above AND date_diff('day', min(day), max(day)) <= $gap_most * (count(*) - 1);
CREATE OR REPLACE TEMP TABLE loyal_receipts AS
SELECT scope.basket, scope.member, scope.day, scope.local_at, scope.store, scope.cashier, scope.day = loyal.last_day AS last
FROM scope
JOIN loyal ON loyal.member = scope.member
WHERE scope.purchases > 0 AND scope.day >= $since AND scope.day < $until
