-- Of one product: pieces, receipts with it, and all receipts, in the days asked for.
SELECT
    coalesce((
        SELECT sum(sold.quantity)
        FROM sold
        JOIN scope ON scope.basket = sold.basket
        WHERE sold.sku = $sku AND sold.day >= $since AND sold.day < $until
    ), 0)::BIGINT,
    (SELECT count(*) FROM scope WHERE purchases > 0 AND day >= $since AND day < $until)
