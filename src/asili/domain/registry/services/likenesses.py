"""Notice people who may be one, and let somebody decide: the same, not the same, or undone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TypeVar

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from asili.core import journal
from asili.core.access import Actor, NotVisible, Refusal, require
from asili.core.findings import NewFinding, close_findings, open_findings
from asili.domain.registry import policies, rules
from asili.domain.registry.models import Likeness, NameKey, Person
from asili.domain.registry.names import keys_of, pair
from asili.domain.registry.rules import Likely

Verdict = Likeness.Verdict
RULE = "registry.10"
COMMON = 50
"""People who share two words of a name, from which the two words alone say nothing."""
_SLICE = 500
V = TypeVar("V", str, int)


def note_likenesses(people: Sequence[Person]) -> list[Likeness]:
    """Compare people with all others of their programme; keep and report who may be one.

    A part of the acts that register or correct people. Compared are those who share a telephone,
    the sound of the whole name, or that of two words which fewer than `COMMON` people share. What
    somebody has decided already stays decided.
    """
    others = _candidates(people)
    now = timezone.now()
    wanted: dict[tuple[int, int], int] = {}
    for person in people:
        for other in others[person.pk]:
            score = rules.alike(_likely(person), _likely(other))
            if score >= rules.LIKELY:
                wanted[min(person.pk, other.pk), max(person.pk, other.pk)] = score
    known = _known(wanted)
    rows = Likeness.objects.bulk_create(
        Likeness(one_id=one, other_id=other, score=score, noticed_at=now)
        for (one, other), score in sorted(wanted.items())
        if (one, other) not in known
    )
    open_findings(_finding(row) for row in rows)
    return rows


def call_different(*, actor: Actor, likeness: Likeness, because: str) -> Likeness:
    """Say that two people are two; remembered, so that nobody is asked again."""
    return _decide(actor, likeness, Verdict.DIFFERENT, because)


def merge_people(*, actor: Actor, likeness: Likeness, kept: Person, because: str) -> Likeness:
    """Let one person stand for both. Nothing of either is changed: the other leads to this one."""
    return _decide(actor, likeness, Verdict.MERGED, because, kept)


def undo_merge(*, actor: Actor, likeness: Likeness, because: str) -> Likeness:
    """Take a decision back: both people stand for themselves again, and the question is open."""
    return _decide(actor, likeness, Verdict.OPEN, because)


def _decide(
    actor: Actor, likeness: Likeness, verdict: str, because: str, kept: Person | None = None
) -> Likeness:
    with transaction.atomic():
        row = (
            Likeness.objects.select_for_update(of=("self",))
            .select_related("one__party__programme", "other__party")
            .get(pk=likeness.pk)
        )
        codes = [row.one.party.code, row.other.party.code]
        require(policies.can_compare_people(actor, row.one.party.programme.code, set(codes)))
        _require_decidable(row, verdict, because, kept)
        gone = None if kept is None else row.other if kept == row.one else row.one
        if gone is not None:
            _require_free(kept, gone)
        row.verdict, row.kept, row.gone = verdict, kept, gone
        row.because = because.strip()
        row.decided_by, row.decided_at = actor.account or "", timezone.now()
        row.save()
        if verdict == Verdict.OPEN:
            open_findings([_finding(row)])
        else:
            close_findings([_key(row)], row.because)
        journal.append(
            act=f"registry.likeness.{verdict}",
            actor=actor,
            subjects=codes,
            digests=[
                journal.digest(
                    "registry_likeness",
                    [*codes, row.verdict, kept.party.code if kept else "", row.because],
                )
            ],
        )
    return row


def _require_decidable(row: Likeness, verdict: str, because: str, kept: Person | None) -> None:
    if kept is not None and kept not in (row.one, row.other):
        raise NotVisible(kept.party.code)
    if not because.strip():
        raise Refusal(RULE, _("A decision about two people has a reason. Please write it."))
    if (row.verdict == Verdict.OPEN) == (verdict == Verdict.OPEN):
        raise Refusal(
            RULE,
            _("This has been decided otherwise in the meantime."),
            remedy=_("Look at the pair again."),
        )


def _require_free(kept: Person | None, gone: Person) -> None:
    """Nobody leads to two others, nor round in a circle."""
    if Likeness.objects.filter(Q(gone=gone) | Q(gone=kept)).exists():
        raise Refusal(
            RULE,
            _("One of the two stands for, or leads to, somebody else already."),
            remedy=_("Undo that merge first, or merge with the person who is kept there."),
        )


def _candidates(people: Sequence[Person]) -> dict[int, list[Person]]:
    """For each person, the others of the programme who share a way of being found."""
    names = {person.name_key for person in people} - {""}
    phones = {person.phone for person in people} - {""}
    keys = _telling({key for person in people for key in _pairs(person)})
    found: dict[int, Person] = {}
    for field, values in (("name_key", names), ("phone", phones), ("party__name_keys__key", keys)):
        for part in _slices(values):
            rows = Person.objects.filter(**{f"{field}__in": part}).select_related("party")
            found |= {row.pk: row for row in rows}
    ways: dict[str, set[int]] = defaultdict(set)
    for row in found.values():
        for way in _ways(row, keys):
            ways[way].add(row.pk)
    return {
        person.pk: [
            found[pk]
            for pk in sorted(set().union(*(ways[way] for way in _ways(person, keys))))
            if pk != person.pk and found[pk].party.programme_id == person.party.programme_id
        ]
        for person in people
    }


def _ways(person: Person, keys: set[str]) -> list[str]:
    ways = [f"key {key}" for key in _pairs(person) if key in keys]
    ways += [f"name {person.name_key}"] if person.name_key else []
    return ways + ([f"phone {person.phone}"] if person.phone else [])


def _pairs(person: Person) -> set[str]:
    return {pair(*two) for two in combinations(keys_of(person.party.name), 2)}


def _telling(keys: set[str]) -> set[str]:
    """Those of the keys that few people share."""
    common: set[str] = set()
    for part in _slices(keys):
        rows = NameKey.objects.filter(key__in=part).values("key").annotate(people=Count("pk"))
        common |= set(rows.filter(people__gt=COMMON).values_list("key", flat=True))
    return keys - common


def _known(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    wanted = set(pairs)
    found: set[tuple[int, int]] = set()
    for part in _slices({one for one, _other in wanted}):
        found |= set(Likeness.objects.filter(one__in=part).values_list("one_id", "other_id"))
    return wanted & found


def _slices(values: set[V]) -> Iterable[list[V]]:
    listed = sorted(values)
    return (listed[start : start + _SLICE] for start in range(0, len(listed), _SLICE))


def _likely(person: Person) -> Likely:
    return Likely(
        person.party.name,
        person.birth_year,
        person.estimated,
        person.sex,
        person.phone,
        person.village,
    )


def _key(row: Likeness) -> str:
    return f"{rules.LIKELY_THE_SAME.code}:{row.one_id}:{row.other_id}"


def _finding(row: Likeness) -> NewFinding:
    one, other = row.one.party, row.other.party
    return NewFinding(
        rule=rules.LIKELY_THE_SAME,
        subject=one.code,
        label=one.code,
        message=rules.LIKELY_THE_SAME_TEXT,
        params={"other": other.code, "score": row.score},
        key=_key(row),
        programme=one.programme.code,
    )
