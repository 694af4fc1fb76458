"""Writes of a checkout: hold, capture and release; redeem; give back; wallet and gift cards; transfer."""
