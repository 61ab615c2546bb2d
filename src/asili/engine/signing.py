"""Ed25519 signatures over bytes, and signed checkpoints of a journal.

Method: Ed25519 as in RFC 8032. A checkpoint is the text of three lines (origin, number of entries,
root in base 64), signed as a note: the text, an empty line, then one line per signature of an em
dash, the name of the key, and base 64 of a four-byte key identifier followed by the signature.
Any tool that reads transparency-log checkpoints can verify it.

Sources: RFC 8032; C2SP specifications "signed-note" and "tlog-checkpoint".

Assumptions: private keys are 32 random bytes made and kept by the caller; this module has no source
of randomness. Keys and signatures are raw bytes (32 and 64 of them).
"""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

_ALGORITHM = b"\x01"  # the identifier of Ed25519 in signed notes
_MARK = "\u2014 "


class NoteError(ValueError):
    """The note cannot be read, or carries no good signature by the key asked for."""


@dataclass(frozen=True)
class Checkpoint:
    """State of a journal: the name of its origin, the number of entries and their Merkle root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def public_key(private: bytes) -> bytes:
    """The public key (32 bytes) that belongs to a private key (32 bytes)."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def sign(private: bytes, message: bytes) -> bytes:
    """Signature (64 bytes) of a message."""
    return Ed25519PrivateKey.from_private_bytes(private).sign(message)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature of the message was made with the private key of ``public``."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def key_text(name: str, public: bytes) -> str:
    """A public key in one line, as verifiers of signed notes read it."""
    _require_name(name)
    written = b64encode(_ALGORITHM + public).decode()
    return f"{name}+{_key_id(name, public).hex()}+{written}"


def sign_note(text: str, name: str, private: bytes) -> str:
    """Return ``text``, which must end in a line feed, with a signature by the named key."""
    _require_name(name)
    if not text.endswith("\n"):
        raise ValueError("the text of a note ends in a line feed")
    blob = _key_id(name, public_key(private)) + sign(private, text.encode())
    return f"{text}\n{_MARK}{name} {b64encode(blob).decode()}\n"


def open_note(note: str, name: str, public: bytes) -> str:
    """Return the text of a note signed by the named key; other signatures are passed over.

    Raises NoteError where that signature is absent or wrong.
    """
    body, gap, signatures = note.rpartition("\n\n")
    if not gap or not signatures.endswith("\n"):
        raise NoteError("a note is a text, an empty line and signature lines")
    text = body + "\n"
    wanted = _key_id(name, public)
    for line in signatures.removesuffix("\n").split("\n"):
        signer, blob = _signature(line)
        if signer == name and blob[:4] == wanted:
            if verify(public, text.encode(), blob[4:]):
                return text
            raise NoteError(f"the signature by {name} does not match the text")
    raise NoteError(f"there is no signature by {name} with this key")


def sign_checkpoint(checkpoint: Checkpoint, name: str, private: bytes) -> str:
    """A checkpoint as a signed note."""
    if not checkpoint.origin or "\n" in checkpoint.origin or checkpoint.size < 0:
        raise ValueError("a checkpoint needs an origin of one line and a size of 0 or more")
    return sign_note(checkpoint.text(), name, private)


def open_checkpoint(note: str, name: str, public: bytes) -> Checkpoint:
    """Return the checkpoint in a note signed by the named key, or raise NoteError."""
    text = open_note(note, name, public)
    lines = text.split("\n")
    if len(lines) < 4 or not lines[0] or not (lines[1].isascii() and lines[1].isdigit()):
        raise NoteError("the note is not a checkpoint")
    checkpoint = Checkpoint(lines[0], int(lines[1]), _base64(lines[2]))
    if not text.startswith(checkpoint.text()):
        raise NoteError("the checkpoint is not written in its one canonical form")
    return checkpoint


def _require_name(name: str) -> None:
    if not name or "+" in name or any(character.isspace() for character in name):
        raise ValueError(f"a key name has no space and no plus sign: {name!r}")


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + _ALGORITHM + public).digest()[:4]


def _signature(line: str) -> tuple[str, bytes]:
    signer, gap, written = line.removeprefix(_MARK).rpartition(" ")
    if not line.startswith(_MARK) or not gap:
        raise NoteError("a signature line has a dash, a name and a signature")
    return signer, _base64(written)


def _base64(written: str) -> bytes:
    try:
        decoded = b64decode(written, validate=True)
    except (Base64Error, ValueError) as error:
        raise NoteError(f"{written!r} is not base 64") from error
    if b64encode(decoded).decode() != written:
        raise NoteError(f"{written!r} is not the canonical base 64 of its bytes")
    return decoded
