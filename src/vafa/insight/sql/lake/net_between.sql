SELECT coalesce(sum(net), 0)::BIGINT
FROM bought
WHERE day >= $since AND day < $until
