"""What every room stands on: clubs, staff, API keys, references, outbox and jobs, ids, clock, database, errors."""
