"""Django's settings. What an operator may choose comes from the environment: see environment.py."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from headwater.backoffice.branding import UNFOLD  # noqa: F401  (a setting)
from headwater.config.environment import Environment, database

_environment = Environment.read()
_package = Path(__file__).resolve().parent.parent

HEADWATER_HOME = _environment.home
HEADWATER_BASE_URL = _environment.base_url
HEADWATER_PORT = _environment.port
HEADWATER_PIPELINE = "headwater.config.pipeline.STREAM"

SECRET_KEY = _environment.secret_key
DEBUG = False
DATABASES = {"default": database(_environment.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# From the ground up: an app uses only those above it (DESIGN.md, section 1).
HEADWATER_APPS = [
    "headwater.parties",
    "headwater.catalog",
    "headwater.identity",
    "headwater.events",
    "headwater.tracing",
    "headwater.api",
    "headwater.portal",
    "headwater.backoffice",
]
INSTALLED_APPS = [
    *HEADWATER_APPS,
    "unfold",  # before the admin, whose templates it replaces
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "headwater.backoffice.policy.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "headwater.config.people.Sessions",
    "headwater.config.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "headwater.config.people.SignedIn",
    "headwater.config.people.Messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "headwater.config.urls"
WSGI_APPLICATION = "headwater.config.wsgi.application"
APPEND_SLASH = False  # a Digital Link has no closing slash, and a redirect would lose a POST

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# People

AUTH_USER_MODEL = "parties.Person"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# Languages and times

LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [_package / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = "headwater.config.formats"

# Files

STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = HEADWATER_HOME / "media"
WHITENOISE_USE_FINDERS = True  # a checkout serves its own files without a copying step

# Security

_host = urlsplit(HEADWATER_BASE_URL).hostname
ALLOWED_HOSTS = sorted(
    {f"[{_host}]" if _host and ":" in _host else f"{_host}", "localhost", "127.0.0.1", "[::1]"}
)
CSRF_TRUSTED_ORIGINS = [HEADWATER_BASE_URL]
_https = HEADWATER_BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = _https
SESSION_COOKIE_NAME = "headwater_session"
CSRF_COOKIE_SECURE = _https
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "headwater.config.failures.forged"
LANGUAGE_COOKIE_SECURE = _https
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers mail the administrators and are silent outside of debugging.
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # What a visitor asks for in vain is no event of ours: a scanner of codes would fill the disk.
        "django.request": {"level": "ERROR"},
    },
}
