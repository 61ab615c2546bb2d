"""Rows of the file of IPIS as visits, with a remark on whatever is odd (places.12, places.14)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_noop

from asili.core.imports.cells.notation import bare
from asili.core.imports.problems import Problem, Weight
from asili.core.imports.targets import Context, Row
from asili.domain.geography.models import AdminUnit
from asili.domain.places import visiting
from asili.domain.places.testimony import NewActor, NewMineral, NewVisit

E7: Final = 10_000_000
ACTS: Final[Mapping[str, str]] = {
    "taxation": "taxation",
    "commerce_taxation": "commerce_taxation",
    "entrance_taxation": "entrance_taxation",
    "monopoly": "monopoly",
    "buying": "buying_minerals",
    "digging": "digging",
    "forced_labour": "forced_labour",
    "pillaging": "pillaging",
}
"""What an armed actor did, to the beginning of the column that says so."""
_PLAIN: Final = (
    "territory", "chiefdom", "grouping", "village", "who", "project", "province",
    "province_before", "origin", "traceability", "work", "women_work",
)  # fmt: skip
_FUTURE: Final = gettext_noop("The day %(day)s has not come yet.")
_FUTURE_REMEDY: Final = gettext_noop("Compare the day with the source.")
_PROVINCE: Final = gettext_noop("“%(said)s” is no province that is known.")
_PROVINCE_REMEDY: Final = gettext_noop("Write the province of today, such as Haut-Katanga.")
_EXCHANGED: Final = gettext_noop(
    "“%(said)s” is the former province; “%(before)s” in the column beside it is taken."
)
_BEFORE: Final = gettext_noop("%(province)s was not part of “%(before)s”.")
_TERRITORY: Final = gettext_noop("%(territory)s lies in %(known)s and not in %(province)s.")
_COMPARE: Final = gettext_noop("Compare the two columns with the source; both are kept as said.")
_MINERAL: Final = gettext_noop("“%(said)s” is no mineral of the list; it is kept as said.")
_MINERAL_REMEDY: Final = gettext_noop("Nothing need be done; filters find it by its word only.")
_WORD: Final = gettext_noop("“%(said)s” is not understood here and counts as not recorded.")
_WORD_REMEDY: Final = gettext_noop("Compare it with the words that the source explains.")
_WITHHELD: Final = gettext_noop("These words speak of armed actors and are kept with them.")
_WITHHELD_REMEDY: Final = gettext_noop("Nothing need be done; those who may read them find them.")
_ACTOR_UNTOLD: Final = gettext_noop(
    "Armed actors are said to interfere, and none is said to be present."
)


class Reading:
    """Turns rows into visits, with notes of what is odd."""

    def __init__(self, context: Context) -> None:
        self._today = context.today
        units = AdminUnit.objects.filter(valid_to__isnull=True).exclude(
            kind=AdminUnit.Kind.PROVINCE
        )
        self._territories = {
            bare(name): province for name, province in units.values_list("name", "parent__code")
        }

    def read(self, row: Row) -> tuple[NewVisit | None, list[Problem]]:
        """The visit of a row, None where its province is not known; with notes."""
        notes: list[Problem] = []
        region = self._region(row, notes)
        if region is None:
            return None, notes
        if row.values["visited_on"] > self._today:
            day = row.values["visited_on"].isoformat()
            notes.append(note("places.12", _FUTURE, _FUTURE_REMEDY, "visited_on", day=day))
        origin = row.get("origin", "")
        reason, words = _withhold(row, notes, "reason")
        services, more = _services(row, notes)
        visit = NewVisit(
            number=row.values["number"],
            site=row.values["site"],
            name=row.values["name"],
            visited_on=row.values["visited_on"],
            region=region,
            lon_e7=_whole(row.values["longitude"]),
            lat_e7=_whole(row.values["latitude"]),
            precision=visiting.precision(origin),
            on_site=row.get("on_site"),
            reason=visiting.Reason.OTHER if words else visiting.reason(reason),
            workers=row.get("workers"),
            mercury=row.get("mercury"),
            women=row.get("women"),
            presence=row.get("presence"),
            interference=row.get("interference"),
            under_15=row.get("under_15"),
            access_dry=_coded(row, notes, "access_dry", visiting.ACCESS),
            access_wet=_coded(row, notes, "access_wet", visiting.ACCESS),
            itsci=_coded(row, notes, "itsci", visiting.ITSCI),
            qualification=_coded(row, notes, "qualification", visiting.QUALIFICATIONS),
            services=services,
            minerals=tuple(_minerals(row, notes)),
            actors=tuple(_actors(row)),
            words="; ".join(filter(None, (words, more))),
            **{name: row.get(name, "") for name in _PLAIN},
        )
        if visit.interference and not visit.presence:
            notes.append(note("places.12", _ACTOR_UNTOLD, _COMPARE, "interference"))
        return visit, notes

    def _region(self, row: Row, notes: list[Problem]) -> str | None:
        """ISO code of the province; what does not go together with it is noted."""
        said, before = row.values["province"], row.get("province_before", "")
        known = visiting.PROVINCES.get(bare(said))
        if known is None and bare(before) in visiting.PROVINCES:
            known = visiting.PROVINCES[bare(before)]
            notes.append(
                note("places.12", _EXCHANGED, _COMPARE, "province", said=said, before=before)
            )
        elif known is not None and before and bare(before) != known[1]:
            notes.append(
                note(
                    "places.12", _BEFORE, _COMPARE, "province_before", province=said, before=before
                )
            )
        if known is None:
            problem = Problem("places.2", _PROVINCE, {"said": said}, _PROVINCE_REMEDY, "province")
            notes.append(problem)
            return None
        territory = row.get("territory", "")
        lies_in = self._territories.get(bare(territory), known[0])
        if lies_in != known[0]:
            notes.append(
                note(
                    "places.12",
                    _TERRITORY,
                    _COMPARE,
                    "territory",
                    territory=territory,
                    known=lies_in,
                    province=known[0],
                )
            )
        return known[0]


def _minerals(row: Row, notes: list[Problem]) -> Iterator[NewMineral]:
    for rank in (1, 2, 3):
        said = row.get(f"mineral{rank}", "")
        if not said:
            continue
        if not visiting.mineral(said):
            notes.append(note("places.12", _MINERAL, _MINERAL_REMEDY, f"mineral{rank}", said=said))
        yield NewMineral(said, row.get(f"sold_at{rank}", ""), row.get(f"destination{rank}", ""))


def _actors(row: Row) -> Iterator[NewActor]:
    """Those that are named or described; a kind of "0" says that there is none."""
    for rank in (1, 2):
        kind = row.get(f"actor{rank}_kind", "")
        actor = NewActor(
            name=row.get(f"actor{rank}", ""),
            kind="" if kind == "0" else kind,
            frequency=row.get(f"actor{rank}_frequency", ""),
            **{name: row.get(f"actor{rank}_{name}") for name in ACTS},
        )
        if actor != NewActor():
            yield actor


def _services(row: Row, notes: list[Problem]) -> tuple[tuple[str, ...] | None, str]:
    """Services of the State, None where none is recorded; and words that belong elsewhere."""
    kept, withheld = [], []
    for n in (1, 2, 3, 4):
        open_words, words = _withhold(row, notes, f"service{n}")
        kept.append(open_words)
        withheld.append(words)
    return tuple(filter(None, kept)) or None, "; ".join(filter(None, withheld))


def _withhold(row: Row, notes: list[Problem], name: str) -> tuple[str, str]:
    """Words for everybody and words for few: those that speak of armed actors (places.14)."""
    said = row.get(name, "")
    if not visiting.speaks_of_armed_actors(said):
        return said, ""
    notes.append(note("places.14", _WITHHELD, _WITHHELD_REMEDY, name))
    return "", said


def _coded(row: Row, notes: list[Problem], name: str, words: Mapping[str, str]) -> str:
    said = row.get(name, "")
    if said and bare(said) not in words:
        notes.append(note("places.12", _WORD, _WORD_REMEDY, name, said=said))
    return words.get(bare(said), "")


def note(code: str, message: str, remedy: str, column: str, **params: str | int) -> Problem:
    """A remark that stops nothing, in a column of the file."""
    return Problem(code, message, params, remedy, column, Weight.NOTE)


def _whole(degrees: Decimal) -> int:
    return int(degrees * E7)
