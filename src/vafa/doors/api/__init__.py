"""Programs: the JSON API."""
