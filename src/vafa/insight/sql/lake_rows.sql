-- Activities of a club with a day in [start, end): what the lake keeps of each. Ids, days and instants travel as text:
-- a hundred thousand of them cost more to make than to read.
-- Parameters: club, start, end.
SELECT
    CAST(id AS varchar(36)) AS id_text,
    CAST(member_id AS varchar(36)) AS member_text,
    kind,
    CAST(day AS varchar(10)) AS day_text,
    CAST(happened_at AS varchar(40)) AS happened_text,
    CAST(booked_at AS varchar(40)) AS booked_text,
    CAST(store_id AS varchar(36)) AS store_text,
    terminal,
    channel,
    net_minor,
    discount_minor,
    cost_minor,
    purchases,
    CAST(original AS varchar(36)) AS original_text,
    CAST(body AS text) AS body_text,
    CAST(facts AS text) AS facts_text,
    CAST(awards AS text) AS awards_text
FROM activities_activity
WHERE club_id = %s
    AND day >= %s
    AND day < %s
