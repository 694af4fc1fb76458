"""What units buy: the catalogue and its redemptions, vouchers, gift cards, benefits."""
