"""Models of what members will do: fitted to what they did, each beside its published figures (docs/insight.md)."""
