"""Signatures against published vectors; checkpoints against every kind of tampering."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.engine.signing import (
    Checkpoint,
    NoteError,
    key_text,
    open_checkpoint,
    open_note,
    public_key,
    sign,
    sign_checkpoint,
    sign_note,
    verify,
)

NAME = "asili.example/journal"
PRIVATE = bytes(range(32))
PUBLIC = public_key(PRIVATE)
CHECKPOINT = Checkpoint(NAME, 42, bytes(range(100, 132)))


def test_the_first_vectors_of_rfc_8032_are_reproduced() -> None:
    private = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    assert public_key(private).hex() == (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    )
    assert sign(private, b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )


def test_a_note_signed_by_another_program_is_read() -> None:
    """The example of the Go checksum database's note package."""
    public = bytes.fromhex("1a5cd907143c384c41e830c5bce12aa8817ec5649aaabf2c31388b35b2d744d6")
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    note = (
        f"{text}\n\u2014 PeterNeumann "
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    assert key_text("PeterNeumann", public) == (
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    )
    assert open_note(note, "PeterNeumann", public) == text


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_a_signature_holds_for_its_message_only(message: bytes, other: bytes) -> None:
    signature = sign(PRIVATE, message)
    assert verify(PUBLIC, message, signature)
    assert verify(PUBLIC, other, signature) == (message == other)
    assert not verify(public_key(bytes(32)), message, signature)
    assert not verify(PUBLIC, message, signature[:-1])


def test_a_checkpoint_reads_back_and_is_written_in_three_lines() -> None:
    note = sign_checkpoint(CHECKPOINT, NAME, PRIVATE)
    assert note.split("\n")[:4] == [NAME, "42", b64encode(CHECKPOINT.root).decode(), ""]
    assert open_checkpoint(note, NAME, PUBLIC) == CHECKPOINT


def test_changing_any_character_of_a_checkpoint_is_noticed() -> None:
    note = sign_checkpoint(CHECKPOINT, NAME, PRIVATE)
    for at, character in enumerate(note):
        with pytest.raises(NoteError):
            open_checkpoint(note[:at] + chr(ord(character) ^ 1) + note[at + 1 :], NAME, PUBLIC)
        with pytest.raises(NoteError):
            open_checkpoint(note[:at], NAME, PUBLIC)


def test_a_second_signature_is_passed_over_and_a_missing_one_refused() -> None:
    witness = bytes(32)
    text = CHECKPOINT.text()
    second = sign_note(text, "witness", witness).removeprefix(text + "\n")
    note = sign_checkpoint(CHECKPOINT, NAME, PRIVATE) + second
    assert open_checkpoint(note, NAME, PUBLIC) == CHECKPOINT
    assert open_checkpoint(note, "witness", public_key(witness)) == CHECKPOINT
    with pytest.raises(NoteError, match="no signature"):
        open_checkpoint(note, "stranger", PUBLIC)
    with pytest.raises(NoteError, match="no signature"):
        open_checkpoint(note, NAME, public_key(witness))


@pytest.mark.parametrize(
    "text", ["one\n", "origin\n042\nAAAA\n", "origin\n-1\nAAAA\n", "o\n1\n?\n", "o\n1\nAB==\n"]
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        open_checkpoint(sign_note(text, NAME, PRIVATE), NAME, PUBLIC)


def test_what_cannot_be_written_as_a_note_is_refused() -> None:
    with pytest.raises(ValueError, match="line feed"):
        sign_note("no end", NAME, PRIVATE)
    with pytest.raises(ValueError, match="key name"):
        sign_note("text\n", "two words", PRIVATE)
    with pytest.raises(ValueError, match="origin"):
        sign_checkpoint(Checkpoint("", 1, b""), NAME, PRIVATE)
    with pytest.raises(ValueError, match="origin"):
        sign_checkpoint(Checkpoint("a\nb", 1, b""), NAME, PRIVATE)
