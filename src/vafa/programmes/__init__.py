"""The programme in a manager's hands: drafts of rules, units, caps and tiers, checked, compared and published."""
