"""Who issues and redeems: partners, their stores and terminals."""
