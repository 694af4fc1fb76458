-- Receipts of loyal members in the days asked for, and after which of them they fell silent for longer than the rule
-- says, so that each visit had the same time to be followed. Loyal: at least so many visit days before $at, with a mean
-- gap of at most $gap_most days; visits count wherever they were.
CREATE OR REPLACE TEMP TABLE loyal_days AS
SELECT member, day, lead(day) OVER (PARTITION BY member ORDER BY day) AS next_day
FROM (SELECT DISTINCT member, day FROM bought WHERE purchases > 0 AND day < $at)
QUALIFY count(*) OVER (PARTITION BY member) > $visits_above
    AND date_diff('day', min(day) OVER (PARTITION BY member), max(day) OVER (PARTITION BY member))
    <= $gap_most * (count(*) OVER (PARTITION BY member) - 1);
CREATE OR REPLACE TEMP TABLE loyal_receipts AS
SELECT
    scope.basket, scope.member, scope.day, scope.local_at, scope.store, scope.cashier,
    (loyal_days.next_day IS NULL OR loyal_days.next_day - scope.day > $silent) AS last
FROM scope
JOIN loyal_days ON loyal_days.member = scope.member AND loyal_days.day = scope.day
WHERE scope.purchases > 0 AND scope.day >= $since AND scope.day < $until
