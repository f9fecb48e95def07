"""Settings: few, and each from one environment variable with a default that works for one ward.

TUNGNGO_DATA     folder of the embedded database, uploads and the secret key (default ./data)
DATABASE_URL     postgresql://…; without it, SQLite inside TUNGNGO_DATA
TUNGNGO_SECRET   the secret key; without it, one is made and kept in TUNGNGO_DATA
TUNGNGO_HOSTS    names the site answers to, by commas (default: this machine)
TUNGNGO_DEBUG    1 to show tracebacks and serve unhashed files while developing
TUNGNGO_HTTPS    1 behind TLS: cookies become Secure, the proxy's header is believed
TUNGNGO_LOG      json for one JSON object a line; a level (INFO); or both by a comma (default: WARNING)
TUNGNGO_SLOW_MS  statements that take longer are counted and written down (500)
TUNGNGO_METRICS_TOKEN  who sends it as a bearer may read /metrics; without it, TUNGNGO_METRICS_FROM alone
TUNGNGO_METRICS_FROM   addresses or networks, by commas, that may read /metrics (default: this machine)
TUNGNGO_POOL     PostgreSQL: most connections of each web process, pooled (default: one a thread, kept)
TUNGNGO_POOLER   transaction: PostgreSQL is reached through a pooler that shares connections so (PgBouncer)
TUNGNGO_STATEMENT_SECONDS  PostgreSQL: a statement is given up after this long (web: 30, else never)
TUNGNGO_FIELD_PIN  required (default): a phone keeps nothing before it has a PIN; offered: it may wait
TUNGNGO_FIELD_CALLS  calls one phone may make a minute to each web process (300; 0: no limit)
TUNGNGO_SMTP     smtp://user:password@host:587 (STARTTLS), smtps:// (TLS) or smtp-plain://: links by e-mail
TUNGNGO_MAIL_FROM  the address letters come from (default: tungngo@ the first of TUNGNGO_HOSTS)
TUNGNGO_TILES    tiles under the maps of the desk, https://…/{z}/{x}/{y}.png (default: none from outside)
TUNGNGO_TILES_CREDIT  whose tiles they are, as it must stand on the map
TUNGNGO_IDLE_MINUTES  minutes after which somebody who does nothing at a desk is signed out (120)
TUNGNGO_STAY_HOURS  hours after which anybody signs in again (12)
TUNGNGO_SECOND_STEP  offered (default), admins or everybody: who must have a second step at sign-in
TUNGNGO_OIDC_SERVER  a city's single sign-on: its OpenID Connect issuer (https://…); off without
TUNGNGO_OIDC_CLIENT, TUNGNGO_OIDC_SECRET  what it knows this installation by
TUNGNGO_OIDC_NAME  what the button says (default: single sign-on)
TUNGNGO_OIDC_TRUST_EMAIL  1 where it hands out the addresses itself and does not say email_verified
TUNGNGO_EXPORT_DAYS  days that files somebody asked for are kept (7)
TUNGNGO_OPEN_LICENCE  the licence published figures say they are under (CC BY 4.0)
TUNGNGO_PHOTO_DAYS  days that photos taken at doors are kept after their campaign's last day (90)
TUNGNGO_TRAINING  1 on a training installation (`tungngo training`): its data lie in ./training-data
                 unless TUNGNGO_DATA says otherwise; it sends no mail and knows no single sign-on
TUNGNGO_TRAINING_URL  where the training installation answers, for the real desk's campaign room
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from tungngo.lib.logs import logging_settings

HERE = Path(__file__).resolve().parent
TRAINING = os.environ.get("TUNGNGO_TRAINING") == "1"
TRAINING_URL = os.environ.get("TUNGNGO_TRAINING_URL") or ""
DATA = Path(os.environ.get("TUNGNGO_DATA") or ("training-data" if TRAINING else "data")).resolve()
DEBUG = os.environ.get("TUNGNGO_DEBUG") == "1"
HTTPS = os.environ.get("TUNGNGO_HTTPS") == "1"


def _secret_key() -> str:
    """The key from the environment, or one made on first use and readable by its owner only."""
    if given := os.environ.get("TUNGNGO_SECRET"):
        return given
    kept = DATA / "secret-key"
    try:
        return kept.read_text("ascii")
    except FileNotFoundError:
        DATA.mkdir(parents=True, exist_ok=True)
        made = secrets.token_urlsafe(48)
        try:
            with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(made)
        except FileExistsError:  # another process was quicker: its key is the key
            return kept.read_text("ascii")
        return made


# Never one key for both, also where both were given the same: what one has signed or sealed, the other
# cannot read.
SECRET_KEY = f"training {_secret_key()}" if TRAINING else _secret_key()
ALLOWED_HOSTS = os.environ.get("TUNGNGO_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_FAILURE_VIEW = "tungngo.public.views.problem_csrf"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "tungngo.look",
    "tungngo.accounts",
    "tungngo.intake",
    "tungngo.parcels",
    "tungngo.forgotten",
    "tungngo.territory",
    "tungngo.teams",
    "tungngo.campaigns",
    "tungngo.encounters",
    "tungngo.learning",
    "tungngo.points",
    "tungngo.tickets",
    "tungngo.markets",
    "tungngo.quizzes",
    "tungngo.upkeep",
    "tungngo.progress",
    "tungngo.criteria",
    "tungngo.advice",
    "tungngo.reports",
    "tungngo.certificates",
    "tungngo.privacy",
    "tungngo.watching",
    "tungngo.desk",
    "tungngo.field",
    "tungngo.public",
]

#: Every kind of operation a phone may send, in the order in which one call's are worked on: what makes a
#: thing (a household found at a door) before what speaks of it (the encounter there).
OPERATION_KINDS = (
    "tungngo.campaigns.ops_suggestions.MAKE",
    "tungngo.campaigns.ops_suggestions.SETTLE",
    "tungngo.encounters.ops.RECORD",
    "tungngo.campaigns.ops.GIVE",
    "tungngo.intake.ops.HAND",
    "tungngo.teams.ops.SETTLE",
    "tungngo.teams.ops_walks.REORDER",
    "tungngo.points.ops.HEADS",
    "tungngo.points.ops_shifts.SIGN_UP",
    "tungngo.points.ops_shifts.OFFER",
    "tungngo.points.ops_shifts.TAKE_OVER",
    "tungngo.points.ops_shifts.ATTEND",
    "tungngo.points.ops_shifts.HAND_OVER",
    "tungngo.points.ops_leaves.NOTE",
    "tungngo.points.ops_leaves.END",
    "tungngo.tickets.ops.TAKE",
    "tungngo.tickets.ops.DROP",
    "tungngo.tickets.ops.DONE",
    "tungngo.quizzes.ops.ATTEMPT",
    "tungngo.learning.ops.RESULT",
)
#: Kind of operation → what other rooms have to say about it.
OPERATION_GUARDS = {"encounter.record": ("tungngo.points.ops.CHECK_IN",)}

#: What lies at a place or belongs to somebody, and goes along when places change (territory.following).
FOLLOWERS = (
    "tungngo.learning.follows.FOLLOWS",
    "tungngo.points.follows.FOLLOWS",
    "tungngo.tickets.follows.FOLLOWS",
    "tungngo.quizzes.follows.FOLLOWS",
    "tungngo.advice.follows.FOLLOWS",
    "tungngo.certificates.follows.FOLLOWS",
)

#: Writes Parquet. With pyarrow a process takes 42 MB more: only the one that writes such a file, which is the
#: worker, brings it in.
PARQUET_WRITER = "tungngo.lib.sheets.parquet.write_parquet"

#: Tables that are written by recounting alone, and so never otherwise.
RECOUNTED = ("progress.Tally", "progress.Population")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tungngo.policy.Policy",
    "tungngo.calls.Calls",
    "tungngo.training.Training",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "tungngo.urls"
WSGI_APPLICATION = "tungngo.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    }
]

# A commit is only an answer to a phone once it is on the disk: hence FULL, also in WAL mode.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000; PRAGMA mmap_size=268435456;"
        # What is deleted is overwritten; Debian's SQLite does so of itself, others do not.
        "PRAGMA secure_delete=ON;"
    ),
}
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{DATA / 'tungngo.sqlite3'}", conn_max_age=600, conn_health_checks=True
    )
}

#: Seconds a statement, a wait for a lock, and a transaction in which nothing happens may take.
STATEMENT_SECONDS = int(os.environ.get("TUNGNGO_STATEMENT_SECONDS") or 0)
LOCK_SECONDS = 15
IDLE_SECONDS = 300
POOL = int(os.environ.get("TUNGNGO_POOL") or 0)
POOLER = os.environ.get("TUNGNGO_POOLER") or ""
if POOLER not in ("", "transaction"):
    raise ImproperlyConfigured("TUNGNGO_POOLER is transaction, or not set")


def _postgresql(url_options: dict[str, Any]) -> dict[str, Any]:
    """What connections to PostgreSQL are opened with; what the URL says itself goes before."""
    limits = {
        "statement_timeout": STATEMENT_SECONDS,
        "lock_timeout": LOCK_SECONDS if STATEMENT_SECONDS else 0,
        "idle_in_transaction_session_timeout": IDLE_SECONDS,
    }
    words = " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items() if seconds)
    # What is asked over and over (lib/lookups.py) is planned once a connection.
    options = {
        "connect_timeout": 5,
        "application_name": "tungngo",
        "options": words,
        "prepare_threshold": 3,
    } | url_options
    if POOLER:
        # The next transaction may have another connection: nothing can be prepared, and what is set as a
        # connection begins is the pooler's affair (docs/deploy.md).
        del options["options"]
        options["prepare_threshold"] = url_options.get("prepare_threshold")
    if POOL:
        options["pool"] = {"min_size": 1, "max_size": POOL, "timeout": 10, "max_idle": 300}
    return options


if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "tungngo.lib.sqlite"  # Django's own, its writers taking turns
    DATABASES["default"]["OPTIONS"] = SQLITE
else:
    DATABASES["default"]["OPTIONS"] = _postgresql(DATABASES["default"].get("OPTIONS", {}))
    if POOL:
        DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = bool(POOLER)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "tungngo.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "tungngo.accounts.passwords.Uncommon"},
    {"NAME": "tungngo.accounts.passwords.NotTheName"},
]
#: How long a link to choose a password holds.
PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600
LOGIN_URL = "/signin/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"

# Second steps and single sign-on are allauth's (docs/decisions/0017-sign-in.md); its pages are ours.
ACCOUNT_ADAPTER = "tungngo.desk.adapters.Staff"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # ours is for links alone: allauth is to keep no addresses
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key", "reauthenticate": "10/m/user"}
MFA_ADAPTER = "tungngo.desk.adapters.SecondStep"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Từng Ngõ"
MFA_TOTP_TOLERANCE = 1
# Browsers allow passkeys on https and on this machine alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SECOND_STEP = os.environ.get("TUNGNGO_SECOND_STEP") or "offered"
if SECOND_STEP not in ("offered", "admins", "everybody"):
    raise ImproperlyConfigured("TUNGNGO_SECOND_STEP is offered, admins or everybody")

SOCIALACCOUNT_ADAPTER = "tungngo.desk.adapters.SingleSignOn"
OIDC_SERVER = "" if TRAINING else (os.environ.get("TUNGNGO_OIDC_SERVER") or "").rstrip("/")
OIDC_NAME = os.environ.get("TUNGNGO_OIDC_NAME") or ""
OIDC_TRUST_EMAIL = os.environ.get("TUNGNGO_OIDC_TRUST_EMAIL") == "1"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {"provider_class": "tungngo.desk.single_sign_on.Provider", "APPS": []}
}
if OIDC_SERVER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": "city",
            "name": "city",
            "client_id": os.environ.get("TUNGNGO_OIDC_CLIENT") or "",
            "secret": os.environ.get("TUNGNGO_OIDC_SECRET") or "",
            "settings": {"server_url": OIDC_SERVER, "oauth_pkce_enabled": True},
        }
    )

# In the database, so that all web processes count tries together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cacheentry",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

_smtp = urlsplit("" if TRAINING else os.environ.get("TUNGNGO_SMTP") or "")
if _smtp.scheme not in ("", "smtp", "smtps", "smtp-plain"):
    raise ImproperlyConfigured("TUNGNGO_SMTP begins with smtp://, smtps:// or smtp-plain://")
#: Empty: no mail server, and nothing is sent.
EMAIL_HOST = _smtp.hostname or ""
EMAIL_PORT = _smtp.port or (465 if _smtp.scheme == "smtps" else 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_smtp.username or ""), unquote(_smtp.password or "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _smtp.scheme == "smtps", _smtp.scheme == "smtp"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("TUNGNGO_MAIL_FROM") or f"tungngo@{ALLOWED_HOSTS[0]}"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
# Rooms that are no Django apps keep their words where the rooms are.
LOCALE_PATHS = [HERE / "locale", HERE / "cli" / "locale", HERE / "lib" / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA / "uploads")},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
PHOTO_DAYS = int(os.environ.get("TUNGNGO_PHOTO_DAYS") or 90)
OPEN_DATA_LICENCE = os.environ.get("TUNGNGO_OPEN_LICENCE") or "CC BY 4.0"
EXPORT_DAYS = int(os.environ.get("TUNGNGO_EXPORT_DAYS") or 7)
# A list is read from disk, never from memory; what is larger than this is refused while arriving.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

FIELD_PIN = os.environ.get("TUNGNGO_FIELD_PIN") or "required"
if FIELD_PIN not in ("required", "offered"):
    raise ImproperlyConfigured("TUNGNGO_FIELD_PIN is required or offered")

#: Calls a phone may make a minute, and at once; 0: as many as it likes.
FIELD_CALLS = int(os.environ.get("TUNGNGO_FIELD_CALLS", "300"))

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

IDLE_SECONDS_AT_DESK = 60 * int(os.environ.get("TUNGNGO_IDLE_MINUTES") or 120)
SESSION_COOKIE_AGE = 3600 * int(os.environ.get("TUNGNGO_STAY_HOURS") or 12)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if TRAINING:
    # A browser keeps cookies by host, whatever the port: the real one may answer beside this.
    SESSION_COOKIE_NAME = "training_sessionid"
    CSRF_COOKIE_NAME = "training_csrftoken"
    LANGUAGE_COOKIE_NAME = "training_language"
    MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

#: Where pictures under maps come from, and the words that name their makers; empty: from nowhere.
TILES = os.environ.get("TUNGNGO_TILES") or ""
TILES_CREDIT = os.environ.get("TUNGNGO_TILES_CREDIT") or ""

SLOW_MS = int(os.environ.get("TUNGNGO_SLOW_MS") or 500)
METRICS_TOKEN = os.environ.get("TUNGNGO_METRICS_TOKEN") or ""
METRICS_FROM = (os.environ.get("TUNGNGO_METRICS_FROM") or "127.0.0.0/8,::1").split(",")

try:
    LOGGING = logging_settings(os.environ.get("TUNGNGO_LOG") or "", debug=DEBUG)
except ValueError as _wrong:
    raise ImproperlyConfigured(str(_wrong)) from _wrong
