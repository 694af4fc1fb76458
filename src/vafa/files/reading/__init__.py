"""From a file to plain values: no database, no clock."""
