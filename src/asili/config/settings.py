"""All settings; every one that an operator may change is read from the environment."""

import secrets
from pathlib import Path

from asili.config import env
from geosqlite.libraries import GDAL_LIBRARY_PATH, GEOS_LIBRARY_PATH

__all__ = ["GDAL_LIBRARY_PATH", "GEOS_LIBRARY_PATH"]

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "src" / "asili"
DATA_DIR = Path(env.text("ASILI_DATA_DIR", str(ROOT / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.flag("ASILI_DEBUG")
DEMO = env.flag("ASILI_DEMO")
ALLOWED_HOSTS = env.words("ASILI_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver")


def _secret_key() -> str:
    given = env.text("ASILI_SECRET_KEY")
    if given:
        return given
    kept = DATA_DIR / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text()


SECRET_KEY = _secret_key()

INSTALLED_APPS = [
    "asili.core",
    "asili.domain.law",
    "asili.domain.geography",
    "asili.domain.registry",
    "asili.domain.places",
    "asili.domain.credentials",
    "asili.domain.custody",
    "asili.domain.trade",
    "asili.domain.insight",
    "asili.interfaces.web",
    "asili.interfaces.portal",
    "asili.interfaces.field",
    "asili.interfaces.exchange",
    "asili.interfaces.ogc",
    "asili.interfaces.commands",
    "geosqlite",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.gis",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "asili.interfaces.web.requests.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "asili.core.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "asili.config.urls"
WSGI_APPLICATION = "asili.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "asili.interfaces.portal.context.frame",
            ],
        },
    },
]

_database_url = env.text("ASILI_DATABASE_URL")
DATABASES: dict[str, dict[str, object]] = {
    "default": env.postgres(_database_url)
    if _database_url
    else {
        "ENGINE": "geosqlite",
        "NAME": DATA_DIR / "asili.gpkg",
        "TEST": {"NAME": ":memory:"},  # said, because test runners know Django's own engines only
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA cache_size=-20000; PRAGMA recursive_triggers=ON;"
            ),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 1
LOGIN_URL = "web:sign-in"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "portal:home"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("sw", "Kiswahili")]
LOCALE_PATHS = [SOURCE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Africa/Lubumbashi"
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "asili.config.formats"

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static_built"]
WHITENOISE_USE_FINDERS = True
FILES_DIR = DATA_DIR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_HANDLERS = [
    "asili.core.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

ASILI_JOURNAL_NAME = env.text("ASILI_JOURNAL_NAME", "asili")
ASILI_JOURNAL_KEY = env.text("ASILI_JOURNAL_KEY")
ASILI_JOURNAL_SOURCES = {  # beginning of an act's name: where its sealed rows are read again
    "custody.events.recorded": "asili.domain.custody.rows.journal_rows",
    "credentials.": "asili.domain.credentials.queries.journal_rows",
}

ASILI_IMPORT_TARGETS: tuple[str, ...] = (  # what rows of files can become, in the page's order
    "asili.domain.places.cadastre.TITLES",
    "asili.domain.places.geochemistry.SAMPLES",
    "asili.domain.places.imports.SITES",
    "asili.domain.places.ipis.VISITS",
    "asili.domain.credentials.files.people.PEOPLE",
    "asili.domain.credentials.files.organisations.ORGANISATIONS",
    "asili.domain.credentials.files.members.MEMBERS",
)
ASILI_IMPORT_DAYS = int(env.text("ASILI_IMPORT_DAYS", "90"))  # after which raw rows are erased
ASILI_ACTOR_OF = "asili.domain.registry.queries.actor_for"  # an account as a value, for its jobs
ASILI_CREDENTIAL_FOLLOWERS = ("asili.domain.custody.services.review_papers",)
ASILI_CUSTODY_FOLLOWERS = ("asili.domain.trade.services.follow_custody",)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.flag("ASILI_HTTPS")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "style-src": ["'self'"],
        "style-src-attr": ["'unsafe-inline'"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
