SELECT count(DISTINCT member)
FROM bought
