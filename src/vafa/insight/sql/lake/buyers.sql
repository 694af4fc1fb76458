-- Products with enough buyers before $until, and one part of the members of several, each numbered from 0.
CREATE OR REPLACE TEMP TABLE bought_on AS
SELECT DISTINCT member, sku, ($until - day)::INTEGER AS age
FROM sold
WHERE sku <> '' AND day < $until AND day >= $until - 730 AND hash(member) % $parts = $part
