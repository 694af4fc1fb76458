"""What a member earns and why: facts in, awards with reasons out."""
