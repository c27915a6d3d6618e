"""Django's settings, read from the environment; a value that is wrong raises at once.

DRYSTONE_STATE_URL    a database URL; without it the state is a file
DRYSTONE_STATE_PATH   that file (default: var/state.sqlite3 in the current folder)
DRYSTONE_SECRET_KEY   signs cookies and links; without it ``drystone serve`` keeps one in a file beside the state
DRYSTONE_URL          the address that people type; it says whether there is TLS and which host names are ours
DRYSTONE_PROXIES      how many proxies of ours stand before the site (default: one where there is TLS, else none)
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from drystone.lib.errors import UsageError
from drystone.web import databases


def _text(name: str, default: str) -> str:
    value = os.environ.get(name, default)
    if not value.strip():
        raise UsageError(f"{name} is set but empty", do="give it a value or unset it")
    return value


# A process that signs nothing for others (a command) gets a key of its own; the site is always given one.
SECRET_KEY = _text("DRYSTONE_SECRET_KEY", secrets.token_urlsafe(48))
DEBUG = False
SITE_URL = _text("DRYSTONE_URL", "http://127.0.0.1:8000")
_SITE = urlsplit(SITE_URL)
_TLS = _SITE.scheme == "https"
ALLOWED_HOSTS: list[str] = [_SITE.hostname or "127.0.0.1", "localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "drystone.audit",
    "drystone.jobs",
    "drystone.shell",
    "drystone.directory",
    "drystone.messages",
    "drystone.incoming",
    "drystone.decisions",
    "drystone.authoring",
    "drystone.gaps",
    "drystone.habits",
    "drystone.tickets",
    "drystone.charting",
    "drystone.reports",
    "drystone.reviews",
    "drystone.incidents",
    "drystone.measures",
    "drystone.catalogue",
    "drystone.accountability",
    "drystone.reminders",
    "drystone.consequences",
    "drystone.displays",
    "drystone.people",
    "drystone.runs",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "drystone.shell.headers.middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "drystone.shell.characters.middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "drystone.directory.unread.middleware",
    "drystone.directory.shared_sessions.middleware",
    "drystone.directory.middleware.middleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "drystone.web.urls"
WSGI_APPLICATION = "drystone.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "drystone.shell.context.everywhere",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "drystone.shell.templatetags.words"],
        },
    }
]

DATABASES = {
    "default": databases.from_url(_text("DRYSTONE_STATE_URL", ""))
    if os.environ.get("DRYSTONE_STATE_URL")
    else databases.sqlite(Path(_text("DRYSTONE_STATE_PATH", "var/state.sqlite3")))
}
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
FORMAT_MODULE_PATH = ["drystone.web.formats"]
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

AUTH_USER_MODEL = "directory.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "directory:sign-in"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "drystone.directory.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# An office behind one address signs in at nine o'clock: what one login may try is narrow, what one address may is not.
ACCOUNT_RATE_LIMITS = {"login": "240/m/ip", "login_failed": "60/m/ip,5/5m/key", "reauthenticate": "10/m/user"}
SOCIALACCOUNT_ADAPTER = "drystone.directory.adapters.SocialAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "drystone.directory.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "240/m/ip"}
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Browsers treat http on this machine as safe; a demo and the tests need it, no other site gets it.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _TLS and _SITE.hostname in {"localhost", "127.0.0.1", "::1"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(_text("DRYSTONE_PROXIES", "1" if _TLS else "0"))

# Attempts are counted in the state, so that they count in every process and after a restart.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "directory_attempt",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 90 * 86_400  # The program's idle limits end sessions far sooner.
SESSION_COOKIE_NAME = "__Host-drystone" if _TLS else "drystone"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-drystone-csrf" if _TLS else "drystone-csrf"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "drystone.shell.views.stale"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_SSL_REDIRECT = _TLS
SECURE_REDIRECT_EXEMPT = [r"^health$"]  # Whoever asks whether we live asks this machine, behind what ends TLS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _TLS else None
SECURE_HSTS_SECONDS = 63_072_000 if _TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# What somebody sends along is never written to the disk as it is: not in the clear, and not where there is no room.
FILE_UPLOAD_MAX_MEMORY_SIZE = 26_000_000
FILE_UPLOAD_HANDLERS = [
    "drystone.shell.uploads.WhereAskedFor",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
