"""Vafa: a customer club whose every unit explains itself."""
