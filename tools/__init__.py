"""What builds, checks and tests Vafa. Nothing here is shipped."""
