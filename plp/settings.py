"""Settings. Everything that differs between a Trust, a laptop and a test comes from the environment.

Each variable is explained in `.env.example`; a production start without the secrets stops here, at once.
"""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name, default=None):
    value = os.environ.get(name, "")
    if value == "" and default is None:
        raise ImproperlyConfigured(f"Set the environment variable {name} (see .env.example).")
    return value or default


def flag(name, default="0"):
    return env(name, default).lower() in {"1", "true", "yes", "on"}


DEBUG = flag("PLP_DEBUG")
DEMO = flag("PLP_DEMO")
SECRET_KEY = env("PLP_SECRET_KEY")
ALLOWED_HOSTS = env("PLP_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
BASE_URL = env("PLP_BASE_URL", "http://localhost:8000").rstrip("/")
if DEMO:
    # One click makes anybody anyone: never where another machine could reach it.
    _reachable = {*ALLOWED_HOSTS, urlsplit(BASE_URL).hostname} - {"localhost", "127.0.0.1", "[::1]", "::1"}
    if _reachable:
        raise ImproperlyConfigured(f"PLP_DEMO works on this machine only, not as {', '.join(_reachable)}.")
SERVED_OVER_TLS = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# Fernet keys, newest first; the others only open what they once locked.
VAULT_KEYS = env("PLP_VAULT_KEYS").split(",")
VAULT_HASH_KEY = env("PLP_VAULT_HASH_KEY")
# Keys of open surveys live in this folder, never in the database, and die at the seal.
SURVEY_KEYS_DIR = Path(env("PLP_KEYS_DIR", str(BASE_DIR / ".services" / "survey-keys")))
# The ids of erased people, outside the database, so that a restored backup does not bring anybody back.
ERASED_LIST = Path(env("PLP_ERASED_LIST", str(BASE_DIR / ".services" / "erased.txt")))

INSTALLED_APPS = [
    "plp",
    "surveys",
    "checkins",
    "matching",
    "partnerships",
    "participants",
    "accounts",
    "audit",
    "notifications",
    "kit",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.forms",
    "crispy_forms",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "plp.logs.RequestIdMiddleware",
    "plp.access.NoStoreMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "plp.session_limits.SessionLimitsMiddleware",
    "plp.access.AccessMiddleware",
    "plp.sign_in.SecondFactorMiddleware",
]

ROOT_URLCONF = "plp.urls"
WSGI_APPLICATION = "plp.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "plp.home.programme_of_visitor",
                "plp.home.demo_people_to_be",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_TEMPLATE_PACK = "nhsuk"
CRISPY_ALLOWED_TEMPLATE_PACKS = "nhsuk"


def database_from_url(url):
    """`postgres://user:password@host:port/name`, or `postgres://user@/name?host=/folder/of/the/socket`."""
    parts = urlsplit(url)
    socket_folder = parse_qs(parts.query).get("host", [""])[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": socket_folder or parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": env("PLP_TEST_DB", "test_plp")},
    }


DATABASES = {"default": database_from_url(env("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        # Celery writes a socket as redis+socket://, redis-py as unix://.
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://", 1),
        "KEY_PREFIX": "plp",
    }
}

# --- who you are -------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["plp.sign_in.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SECOND_FACTOR_REQUIRED = flag("PLP_SECOND_FACTOR", "0" if DEMO else "1")
# Beside the pages for everybody: what a team member needs to set one up, or to leave.
REACHABLE_WITHOUT_SECOND_FACTOR = {
    "second_factor",
    "account_reauthenticate",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_add_webauthn",
}

ACCOUNT_ADAPTER = "plp.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "signed_out"
ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "login": "accounts.code_forms.SignInForm",
    "add_email": "accounts.code_forms.AddAddressForm",
    "change_email": "accounts.code_forms.ChangeAddressForm",
    "change_password": "accounts.code_forms.ChangePasswordForm",
    "request_login_code": "accounts.code_forms.RequestCodeForm",
    "reset_password": "accounts.code_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.code_forms.NewPasswordForm",
    "confirm_email_verification_code": "accounts.code_forms.ConfirmAddressForm",
    "signup": "accounts.code_forms.JoinForm",
}
# A whole Trust may come from one address, so the limits per address are wide and those per account tight.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,5/5m/key",
    "signup": "60/m/ip",
    "request_login_code": "100/m/ip,3/m/key,20/h/key",
    "reset_password": "60/m/ip,3/m/key,20/h/key",
}
# One proxy in front, and what it says about the visitor's address is believed only then.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if flag("PLP_BEHIND_PROXY") else 0
MFA_ADAPTER = "plp.sign_in.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Parallel Learning Partnerships"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
SOCIALACCOUNT_ADAPTER = "plp.sign_in.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {}
if os.environ.get("PLP_OIDC_SERVER_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "work",
                "name": env("PLP_OIDC_NAME", "your work account"),
                "client_id": env("PLP_OIDC_CLIENT_ID"),
                "secret": env("PLP_OIDC_CLIENT_SECRET"),
                "settings": {
                    "server_url": env("PLP_OIDC_SERVER_URL"),
                    # Entra ID says nothing about addresses; with a tenant of one's own they can be believed.
                    "verified_email": flag("PLP_OIDC_ADDRESSES_ARE_VERIFIED"),
                },
            }
        ],
    }

# --- sessions ----------------------------------------------------------------------------------
SESSION_IDLE_MINUTES = int(env("PLP_SESSION_IDLE_MINUTES", "15"))
SESSION_MAX_HOURS = int(env("PLP_SESSION_MAX_HOURS", "12"))
PARKED_POST_MINUTES = 60
# Secrets and, because a parked post knows whose it is, the answers to a survey.
NEVER_PARKED = ("account_", "mfa_", "socialaccount_", "survey")
SESSION_ENGINE = "plp.sessions"
# The cookie outlives the session a little, so that we can still tell whose lost words to keep.
SESSION_COOKIE_AGE = (SESSION_MAX_HOURS + 1) * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
# What an act did may name people: kept on the server, not in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVED_OVER_TLS
CSRF_FAILURE_VIEW = "plp.pages.csrf_failure"

# --- the wire ----------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = SERVED_OVER_TLS and not flag("PLP_TLS_ENDS_AT_PROXY_WITHOUT_HEADER")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("PLP_BEHIND_PROXY") else None
HEALTH_TOKEN = os.environ.get("PLP_HEALTH_TOKEN", "")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SERVED_OVER_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SERVED_OVER_TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Browsers hold a form's redirect to form-action too: the button that starts single sign-on needs its server.
SIGN_IN_SERVER = urlsplit(os.environ.get("PLP_OIDC_SERVER_URL", ""))
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *([f"https://{SIGN_IN_SERVER.netloc}"] if SIGN_IN_SERVER.netloc else [])],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Attendance is one tick a person on one page: a cohort of several thousand must fit.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12_000

# --- language, time, files ---------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "plp.formats"
USE_I18N = True
TIME_ZONE = "Europe/London"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or DEMO or flag("PLP_PLAIN_STATIC")
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or DEMO or flag("PLP_PLAIN_STATIC")

# --- e-mail ------------------------------------------------------------------------------------
EMAIL_BACKEND = env("PLP_EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env("PLP_SMTP_HOST", "localhost")
EMAIL_PORT = int(env("PLP_SMTP_PORT", "25"))
EMAIL_HOST_USER = env("PLP_SMTP_USER", "") if os.environ.get("PLP_SMTP_USER") else ""
EMAIL_HOST_PASSWORD = env("PLP_SMTP_PASSWORD", "") if os.environ.get("PLP_SMTP_PASSWORD") else ""
EMAIL_USE_TLS = flag("PLP_SMTP_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("PLP_FROM_EMAIL", "Parallel Learning Partnerships <plp@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# An error mail would carry what somebody typed: errors go to the log instead.
ADMINS = []

# --- celery ------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
# Well above the hard limit, or a slow task would run twice at once.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# Beat only ticks; the database decides what is due (a local crontab misfires when clocks change).
# A tick that no worker took in time is thrown away: after a day without workers there is no flood.
CELERY_BEAT_SCHEDULE = {
    name: {"task": task, "schedule": seconds, "options": {"expires": max(seconds, 30.0)}}
    for name, task, seconds in [
        ("queue what is due", "plp.tasks.queue_due_reminders", 60.0),
        ("deliver", "notifications.tasks.deliver_due_messages", 10.0),
        ("seal", "surveys.tasks.seal_closed_surveys", 60.0),
        ("imports", "participants.tasks.run_waiting_imports", 15.0),
        ("tidy", "plp.tasks.tidy", 3600.0),
    ]
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "plp.logs.RequestIdFilter"}},
    "formatters": {"json": {"()": "plp.logs.JsonFormatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}
    },
    "root": {"handlers": ["console"], "level": env("PLP_LOG_LEVEL", "INFO")},
    "loggers": {
        # These would repeat addresses, parameters or form contents.
        "django.db.backends": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "WARNING"},
    },
}
