"""Whatever is changed behind the journal's back is found, and where."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from asili.core import journal
from asili.core.access import Refusal, system
from asili.core.journal.entries import entry_leaf
from asili.core.journal.proofs import check
from asili.core.journal.verification import VerifyReport
from asili.core.models import Checkpoint, JournalEntry, Notice
from asili.engine import signing
from tests.core.tampering import unsealed

pytestmark = pytest.mark.django_db
SIZE, SIGNED = 9, 4
PRIVATE = bytes(range(32))
AUDITOR = system("test")


def rows(act_id: UUID) -> list[bytes]:
    """The source of the acts of this test: notices stand for any sealed table."""
    return [row_digest(notice) for notice in Notice.objects.filter(recipient=str(act_id))]


def row_digest(notice: Notice) -> bytes:
    return journal.digest("notice", [notice.message, notice.sent_at])


@pytest.fixture(autouse=True)
def of_this_test(settings: object) -> None:
    settings.ASILI_JOURNAL_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    settings.ASILI_JOURNAL_SOURCES = {"test.": f"{__name__}.rows"}


@pytest.fixture
def written() -> None:
    write(range(SIGNED))
    journal.checkpoint()
    write(range(SIGNED, SIZE))


def write(numbers: range) -> None:
    for number in numbers:
        act_id = uuid4()
        sent = timezone.now()
        notices = [
            Notice.objects.create(recipient=str(act_id), message=f"{number} {letter}", sent_at=sent)
            for letter in "ab"
        ]
        journal.append(
            act="test.notice.sent",
            actor=AUDITOR,
            subjects=["L-1"],
            digests=[row_digest(notice) for notice in notices],
            act_id=act_id,
            happened_at=sent,
        )


def after(change: Callable[[], object]) -> VerifyReport:
    """The report after a change that is undone again."""
    with transaction.atomic():
        with unsealed(JournalEntry), unsealed(Checkpoint):
            change()
        report = journal.verify()
        transaction.set_rollback(True)
    return report


@pytest.mark.usefixtures("written")
def test_a_journal_as_it_was_written_has_no_problem() -> None:
    report = journal.verify()
    assert report.ok
    assert (report.size, report.acts_recomputed, report.checkpoints) == (SIZE, SIZE, 1)


def flipped(value: bytes, bit: int) -> bytes:
    changed = bytearray(value)
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8
    return bytes(changed)


def altered(entry: JournalEntry, field: str, bit: int) -> object:
    """The value of a field with one bit, symbol or microsecond changed."""
    value = getattr(entry, field)
    if field in ("root", "leaf"):
        return flipped(bytes(value), bit)
    if field in ("happened_at", "received_at"):
        return value + timedelta(microseconds=bit + 1)
    if field == "act_id":
        return UUID(bytes=flipped(value.bytes, bit))
    if field == "subjects":
        return [*value, "L-2"]
    at = bit % (len(value) + 1)
    return f"{value[:at]}x{value[at:]}"


FIELDS = [field.name for field in JournalEntry._meta.concrete_fields if not field.primary_key]


@pytest.mark.usefixtures("written")
@effort(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.integers(1, SIZE), st.sampled_from(FIELDS), st.integers(0, 255))
def test_any_change_of_a_stored_entry_is_named(position: int, field: str, bit: int) -> None:
    entry = JournalEntry.objects.get(position=position)
    rows_of_entry = JournalEntry.objects.filter(position=position)
    report = after(lambda: rows_of_entry.update(**{field: altered(entry, field, bit)}))
    assert report.first_bad == position


@pytest.mark.usefixtures("written")
@effort(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(st.integers(1, SIZE), st.booleans(), st.sampled_from(["change", "remove", "add"]))
def test_any_change_of_a_sealed_row_is_named(position: int, second: bool, how: str) -> None:
    entry = JournalEntry.objects.get(position=position)
    found = Notice.objects.filter(recipient=str(entry.act_id)).order_by("pk")[int(second)]
    changes = {
        "change": lambda: Notice.objects.filter(pk=found.pk).update(message="other"),
        "remove": found.delete,
        "add": lambda: Notice.objects.create(
            recipient=found.recipient, message="more", sent_at=found.sent_at
        ),
    }
    report = after(changes[how])
    assert [problem.position for problem in report.problems] == [position]


@pytest.mark.usefixtures("written")
def test_an_entry_that_was_taken_out_is_missed() -> None:
    for position in range(1, SIZE):
        report = after(JournalEntry.objects.filter(position=position).delete)
        assert report.first_bad == position


@pytest.mark.usefixtures("written")
def test_an_end_cut_off_below_a_checkpoint_is_missed() -> None:
    report = after(JournalEntry.objects.filter(position__gte=SIGNED).delete)
    assert report.first_bad == SIGNED


def rewrite(position: int) -> None:
    """What a careful forger does: change the entry and its leaf so that they agree."""
    entry = JournalEntry.objects.get(position=position)
    entry.subjects = ["L-9"]
    JournalEntry.objects.filter(position=position).update(
        subjects=entry.subjects, leaf=entry_leaf(entry)
    )


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("position", range(1, SIGNED + 1))
def test_a_careful_forgery_contradicts_the_checkpoint_above_it(position: int) -> None:
    report = after(lambda: rewrite(position))
    assert report.first_bad == 1
    assert "entries 1 to 4" in report.problems[0].message


@pytest.mark.usefixtures("written")
def test_a_careful_forgery_is_placed_between_two_checkpoints() -> None:
    journal.checkpoint()
    report = after(lambda: rewrite(SIGNED + 3))
    assert report.first_bad == SIGNED + 1
    assert f"entries {SIGNED + 1} to {SIZE}" in report.problems[0].message


@pytest.mark.usefixtures("written")
def test_a_checkpoint_that_was_rewritten_lacks_our_signature() -> None:
    stored = Checkpoint.objects.get()
    forged = stored.note.replace("\n4\n", "\n3\n")
    assert not after(lambda: Checkpoint.objects.update(note=forged)).ok
    assert not after(lambda: Checkpoint.objects.update(root=b"\0" * 32)).ok


@pytest.mark.usefixtures("written")
def test_an_erased_row_leaves_its_digest_and_the_journal_still_holds() -> None:
    entry = JournalEntry.objects.get(position=3)
    notice = Notice.objects.filter(recipient=str(entry.act_id)).first()
    assert notice is not None
    journal.bury(act_id=entry.act_id, table="notice", row=row_digest(notice))
    notice.delete()
    assert journal.verify().ok


@pytest.mark.usefixtures("written")
def test_a_row_is_proved_up_to_the_signed_root() -> None:
    entry = JournalEntry.objects.get(position=5)
    notice = Notice.objects.filter(recipient=str(entry.act_id)).first()
    assert notice is not None
    public = signing.public_key(PRIVATE)
    proof = journal.prove(5, row_digest(notice))
    assert proof.rows == 2
    assert check(proof, name="asili", public=public)
    other = type(proof)(**{**proof.as_dict(), "row": "00" * 32})
    assert not check(other, name="asili", public=public)
    with pytest.raises(Refusal, match="did not write that row"):
        journal.prove(5, b"\0" * 32)


@pytest.mark.usefixtures("written")
def test_progress_is_told_and_ends_at_the_end() -> None:
    told: list[tuple[int, int]] = []
    journal.verify(lambda done, total, message="": told.append((done, total)))
    assert told[-1] == (SIZE, SIZE)


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("journal", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("written")
def test_the_command_verifies_signs_and_proves() -> None:
    assert f"{SIZE} entries" in command("verify")
    assert json.loads(command("verify", "--json"))["ok"]
    assert json.loads(command("checkpoint", "--json"))["size"] == SIZE
    proof = json.loads(command("prove", "2", "--json"))
    assert proof["position"] == 2
    assert json.loads(proof["entry"])["act"] == "test.notice.sent"
    assert command("key").startswith("asili+")


@pytest.fixture
def tampered(written: None) -> None:
    with unsealed(JournalEntry):
        JournalEntry.objects.filter(position=6).update(account="A-OTHER")


@pytest.mark.usefixtures("tampered")
def test_the_command_names_the_first_position_that_was_changed() -> None:
    with pytest.raises(CommandError, match="first at position 6: the entry differs"):
        command("verify")


def test_the_command_says_when_there_is_no_such_entry() -> None:
    with pytest.raises(CommandError, match="no entry at position 7"):
        command("prove", "7")
