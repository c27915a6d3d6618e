"""Which teams have a screen that shows their week, and who made its address."""

from __future__ import annotations

from django.db import models


class Display(models.Model):
    """A screen that shows a team's week ("" for a whole department), by an address that only this site can make.

    ``look``: "" as the screen itself has it, light or dark.
    """

    number = models.CharField(max_length=24, unique=True)
    department = models.TextField(blank=True, default="")
    team = models.TextField(blank=True, default="")
    language = models.CharField(max_length=8)
    look = models.CharField(max_length=5, blank=True, default="")
    made_by = models.TextField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(look__in=["", "light", "dark"]), name="display_look_known")
        ]

    def __str__(self) -> str:
        return f"display {self.pk}"
