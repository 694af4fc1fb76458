"""What every room stands on: clubs, staff, audit, API keys, references, outbox and jobs, ids, clock, database, errors."""
