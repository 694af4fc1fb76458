"""What the console alone tells of a member: what happened when."""
