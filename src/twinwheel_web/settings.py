"""Django's settings, all of them; what an operator decides comes from ``environment``."""

from __future__ import annotations

from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from twinwheel_web.environment import read_environment

TWINWHEEL = read_environment()

# --- What the portal is made of
INSTALLED_APPS = [
    "twinwheel_web.design",
    "twinwheel_web.operations",
    "twinwheel_web.accounts",
    "twinwheel_web.search",
    "twinwheel_web.registers",
    "twinwheel_web.matches",
    "twinwheel_web.registry",
    "twinwheel_web.policies",
    "twinwheel_web.documents",
    "twinwheel_web.zones",
    "twinwheel_web.mine",
    "twinwheel_web.sandbox",
    "twinwheel_web.home",
    "twinwheel_web.api",
    *(["twinwheel_web.demo"] if TWINWHEEL.demo else []),
    "twinwheel_web.accounts.apps.ConsoleConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rules",
    "hijack",
    "hijack.contrib.admin",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django_prometheus",
    "ninja",
]
MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "twinwheel_web.operations.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "twinwheel_web.accounts.middleware.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hijack.middleware.HijackUserMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "twinwheel_web.operations.middleware.PlainAddressMiddleware",
    "twinwheel_web.operations.middleware.UploadLimitMiddleware",
    "twinwheel_web.operations.middleware.AtomicWritesMiddleware",
    "twinwheel_web.accounts.middleware.ActorMiddleware",
    "twinwheel_web.accounts.middleware.ImpersonationMiddleware",
    "twinwheel_web.accounts.middleware.TwoFactorMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]
ROOT_URLCONF = "twinwheel_web.urls"
WSGI_APPLICATION = "twinwheel_web.wsgi.application"
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
                "twinwheel_web.design.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "twinwheel_web.design.templatetags.words",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- What is kept
DATABASES = {"default": dict(TWINWHEEL.databases)}
DATABASES["default"]["CONN_MAX_AGE"] = 60
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",  # a writer waits its turn instead of failing in the middle
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {
            "MAX_ENTRIES": 200_000
        },  # Django drops a third above its 300: counted attempts would be forgotten
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
"""``default`` is shared by all workers: it counts attempts and requests. ``process`` is one worker's own."""
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
MEDIA_ROOT = TWINWHEEL.data / "media"
STATIC_ROOT = TWINWHEEL.data / "static"
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "twinwheel_web.design.storage.Storage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Languages
LANGUAGE_CODE = TWINWHEEL.language
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = TWINWHEEL.time_zone
USE_TZ = True

# --- Who comes in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:home"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_ADAPTER = "twinwheel_web.accounts.adapter.AccountAdapter"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,20/m/ip"}
ACCOUNT_REAUTHENTICATION_REQUIRED = (
    True  # an open session alone changes no address, by which a password is set anew
)
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = TWINWHEEL.proxies
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Twinwheel"
SOCIALACCOUNT_PROVIDERS = {}
if TWINWHEEL.oidc_issuer:
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": TWINWHEEL.oidc_name or "OpenID Connect",
                    "client_id": TWINWHEEL.oidc_client,
                    "secret": TWINWHEEL.oidc_secret,
                    "settings": {"server_url": TWINWHEEL.oidc_issuer},
                }
            ]
        }
    }
HIJACK_PERMISSION_CHECK = "twinwheel_web.accounts.rules.may_impersonate"
HIJACK_INSERT_BEFORE = None  # the notice is part of base.html
SESSION_COOKIE_AGE = TWINWHEEL.session_hours * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# --- What is refused
SECRET_KEY = TWINWHEEL.secret_key
ALLOWED_HOSTS = list(TWINWHEEL.hosts)
CSRF_FAILURE_VIEW = "twinwheel_web.design.views.csrf_failure"
if TWINWHEEL.https:
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # asked from inside, without TLS
if TWINWHEEL.proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_provider = (
    ["{0.scheme}://{0.netloc}".format(urlsplit(TWINWHEEL.oidc_issuer))] if TWINWHEEL.oidc_issuer else []
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *_provider],  # browsers ask it again where a form is led on to
        "frame-ancestors": [NONE],
    }
}

# --- What goes out
if TWINWHEEL.mail:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    globals().update(TWINWHEEL.mail)
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = TWINWHEEL.data / "mail"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = TWINWHEEL.mail_from
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
        },
        "text": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": TWINWHEEL.log}},
    "root": {"handlers": ["stderr"], "level": TWINWHEEL.log_level.upper()},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
