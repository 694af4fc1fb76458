"""Background: leased jobs, subscriptions to events, the schedule."""
