-- The baskets that are asked about: of one store, segment or tier (as members stand now), or of all.
CREATE OR REPLACE TEMP VIEW people AS
SELECT member, tier
FROM members
WHERE member = holder;
CREATE OR REPLACE TEMP TABLE scope AS
SELECT bought.*
FROM bought
WHERE ($store = '' OR bought.store::VARCHAR = $store)
    AND ($segment = '' OR bought.member IN (SELECT member FROM segments WHERE segment = $segment))
    AND ($tier = '' OR bought.member IN (SELECT member FROM people WHERE tier = $tier));
