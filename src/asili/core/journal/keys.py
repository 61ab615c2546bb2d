"""The key that signs checkpoints: given by the operator, or made once and kept private."""

import os
import secrets
from base64 import b64decode, b64encode
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from asili.engine import signing

_KEY_SIZE = 32


def private_key() -> bytes:
    """The Ed25519 private key: ASILI_JOURNAL_KEY in base 64, or the file ``journal_key``.

    The file is made where it is missing, in the data folder, readable by its owner only. Raises
    ImproperlyConfigured where a given key is not 32 bytes.
    """
    given = settings.ASILI_JOURNAL_KEY or _kept(Path(settings.DATA_DIR) / "journal_key")
    key = b64decode(given)
    if len(key) != _KEY_SIZE:
        raise ImproperlyConfigured("The journal's key is 32 bytes, written in base 64.")
    return key


def public_key() -> bytes:
    """The public key that belongs to `private_key`."""
    return signing.public_key(private_key())


def public_key_text() -> str:
    """The public key in one line, as verifiers of signed notes read it."""
    return signing.key_text(settings.ASILI_JOURNAL_NAME, public_key())


def _kept(path: Path) -> str:
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(b64encode(secrets.token_bytes(_KEY_SIZE)).decode())
    return path.read_text()
