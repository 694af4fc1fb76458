"""Writes about rewards: the catalogue, codes, uses, hand-overs, gift cards, benefits."""
