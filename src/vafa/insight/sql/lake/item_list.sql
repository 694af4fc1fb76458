SELECT item, members, kept::BIGINT, costed
FROM items
ORDER BY place
