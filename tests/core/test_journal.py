"""What an entry commits to, and what it leaves out."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from asili.core import journal
from asili.core.access import ANONYMOUS, Actor, system
from asili.core.journal.canonical import canonical
from asili.core.journal.checkpoints import JournalBroken
from asili.core.journal.proofs import Proof, check
from asili.core.models import JournalEntry
from asili.engine import merkle, signing
from tests.core.tampering import unsealed

pytestmark = pytest.mark.django_db
FELIX = Actor("A-FELIX", "Felix", device="phone-7")
NOW = datetime(2026, 3, 5, 14, 30, 12, 345678, UTC)


def write(count: int = 1, actor: Actor = FELIX) -> list[JournalEntry]:
    return [
        journal.append(
            act="test.thing.done",
            actor=actor,
            subjects=["L-1", "L-2"],
            digests=[journal.digest("thing", [number, "a"])],
            happened_at=NOW,
        )
        for number in range(count)
    ]


def test_positions_count_from_one_without_a_gap() -> None:
    assert journal.position() == 0
    assert [entry.position for entry in write(3)] == [1, 2, 3]
    assert journal.position() == 3


def test_an_act_that_is_undone_leaves_no_entry_and_no_gap() -> None:
    write(1)
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    assert [entry.position for entry in write(1)] == [2]


def test_an_entry_is_read_back_as_it_was_written() -> None:
    (entry,) = write()
    stored = JournalEntry.objects.get(position=1)
    assert (stored.account, stored.device, stored.happened_at) == ("A-FELIX", "phone-7", NOW)
    assert stored.subjects == ["L-1", "L-2"]
    assert bytes(stored.leaf) == entry.leaf
    assert bytes(stored.root) == merkle.root([journal.digest("thing", [0, "a"])])


def test_an_anonymous_act_carries_no_account_no_device_and_no_hour() -> None:
    visitor = Actor(None, "", device="phone-7")
    (entry,) = write(actor=visitor)
    assert (entry.account, entry.device) == ("", "")
    for instant in (entry.received_at, entry.happened_at):
        assert instant is not None
        assert instant.astimezone(UTC).time().isoformat() == "00:00:00"
    assert ANONYMOUS.account is None


def test_the_same_act_is_not_journalled_twice() -> None:
    (entry,) = write()
    with pytest.raises(IntegrityError), transaction.atomic():
        journal.append(act="test.done", actor=FELIX, subjects=[], digests=[], act_id=entry.act_id)


def test_the_order_of_rows_does_not_matter_and_their_number_does() -> None:
    one, two = journal.digest("t", [1]), journal.digest("t", [2])
    assert journal.rows_root([one, two]) == journal.rows_root([two, one])
    assert journal.rows_root([one, two]) != journal.rows_root([one, two, two])


def test_a_digest_does_not_depend_on_how_a_value_is_written() -> None:
    lubumbashi = timezone(timedelta(hours=2))
    assert journal.digest("t", [NOW]) == journal.digest("t", [NOW.astimezone(lubumbashi)])
    assert journal.digest("t", [Decimal("1.50")]) == journal.digest("t", [Decimal("1.5")])
    assert journal.digest("t", [Decimal("100")]) == journal.digest("t", [Decimal("1E+2")])


plain = st.none() | st.booleans() | st.integers() | st.text()


@given(st.lists(plain), st.lists(plain), st.binary(max_size=4), st.binary(max_size=4))
def test_two_rows_have_one_digest_only_if_they_are_equal(
    first: list[object], second: list[object], salt: bytes, other: bytes
) -> None:
    same = canonical(first) == canonical(second) and salt == other
    assert (journal.digest("t", first, salt) == journal.digest("t", second, other)) is same


def test_a_value_without_one_canonical_form_is_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        journal.digest("t", [0.1])
    with pytest.raises(ValueError, match="time zone"):
        journal.digest("t", [datetime(2026, 1, 1)])  # noqa: DTZ001


def test_a_checkpoint_is_a_note_that_any_verifier_can_read() -> None:
    write(5)
    signed = journal.checkpoint()
    name, _, rest = journal.public_key_text().partition("+")
    assert rest
    assert signed.note.splitlines()[:2] == ["asili", "5"]
    leaves = JournalEntry.objects.values_list("leaf", flat=True)
    assert signed.root == merkle.root(bytes(leaf) for leaf in leaves)
    assert journal.checkpoint() == signed, "nothing was added, so nothing new is signed"
    write(1)
    assert journal.checkpoint().size == 6
    assert name == "asili"


def test_nothing_is_signed_that_contradicts_what_was_signed_before() -> None:
    write(3)
    journal.checkpoint()
    with unsealed(JournalEntry):
        JournalEntry.objects.filter(position=2).update(leaf=b"\0" * 32)
    write(1)
    with pytest.raises(JournalBroken):
        journal.checkpoint()


@given(st.integers(1, 7))
def test_a_proof_holds_for_its_entry_and_for_no_other(position: int) -> None:
    with transaction.atomic():
        write(7, actor=system("test"))
        proof = journal.prove(position)
        transaction.set_rollback(True)
    key = signing.public_key(PRIVATE)
    assert check(proof, name="asili", public=key)
    changed = Proof(**{**proof.as_dict(), "entry": proof.entry.replace("thing", "think")})
    assert not check(changed, name="asili", public=key)
    elsewhere = Proof(**{**proof.as_dict(), "position": position % 7 + 1})
    assert not check(elsewhere, name="asili", public=key)
    with pytest.raises(signing.NoteError):
        check(proof, name="asili", public=signing.public_key(b"\1" * 32))


PRIVATE = bytes(range(32))


@pytest.fixture(autouse=True)
def key(settings: object) -> None:
    settings.ASILI_JOURNAL_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
