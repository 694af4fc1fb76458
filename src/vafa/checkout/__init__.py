"""Price a basket, hold, capture, release, redeem, give back, transfer."""
