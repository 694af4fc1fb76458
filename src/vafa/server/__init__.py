"""Running it for real on one machine: serving, backups, restoring, upgrading, and the doctor."""
