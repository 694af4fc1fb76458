"""Who takes part: identity, cards, consent, merge and undo."""
