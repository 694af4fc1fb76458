from django.db import models


class Heard(models.Model):
    """When a worker last made its round, and what it counted then."""

    name = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField()
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.name} {self.at}"
