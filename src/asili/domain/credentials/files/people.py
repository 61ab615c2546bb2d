"""People and their diggers' cards from a mines division's list."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from asili.core.access import Actor, Permission
from asili.core.imports.problems import Problem
from asili.core.imports.targets import (
    Context,
    Deed,
    Field,
    Kept,
    Kind,
    Outcome,
    Row,
    Target,
    Verdict,
)
from asili.core.models import Programme
from asili.core.words import fold
from asili.domain.credentials.files.papers import holders_of, notes_on_paper, paper_of
from asili.domain.credentials.models import Credential
from asili.domain.credentials.services import issue_credentials
from asili.domain.registry import rules
from asili.domain.registry.models import Consent, Person
from asili.domain.registry.names import likeness, name_key
from asili.domain.registry.policies import can_register_person
from asili.domain.registry.services import (
    NewConsent,
    NewPerson,
    note_likenesses,
    register_people,
    unregister_people,
)

CARD: Final = Credential.Kind.DIGGER_CARD
_ANOTHER: Final = 70
"""Likeness below which a card's holder in the file and in the register are two people."""
_SLICE: Final = 500

_NAMELESS: Final = gettext_noop("The row has no name.")
_NAMELESS_REMEDY: Final = gettext_noop("Fill in the name, or leave the row out.")
_TWO_HOLDERS: Final = gettext_noop("The card %(number)s is another person's in the register.")
_TWO_HOLDERS_REMEDY: Final = gettext_noop("Compare the card with the register, and correct one.")
_RESTED_ON: Final = gettext_noop("Other records rest on this person.")
_RESTED_ON_REMEDY: Final = gettext_noop("Where the person withdraws consent, record that instead.")


class People(Target):
    """Diggers: who they are as far as a list of the division says it, and their cards.

    A row is a person of the register by the number of the card, else by the sound of the name, the
    year of birth, and the telephone or the village. Such a row changes nothing.
    """

    name: ClassVar[str] = "registry.people"
    label = _("Diggers")
    about = _("People and their cards. Minors and people who do not agree never go in.")
    withheld = frozenset({rules.NOT_AN_ADULT, rules.NO_CONSENT})
    fields = (
        Field(
            "number",
            _("Number of the card"),
            synonyms=("n° carte", "numéro carte", "numéro de carte", "no carte", "carte creuseur",
                      "n° carte creuseur", "card number", "card"),
            longest=60,
        ),
        Field(
            "name",
            _("Whole name"),
            Kind.NAME,
            synonyms=("nom complet", "noms", "nom et prénom", "noms et prénoms", "nom et post-nom",
                      "nom, post-nom et prénom", "nom postnom prénom", "full name"),
            longest=160,
        ),
        Field("family_name", _("Family name"), synonyms=("nom", "nom de famille", "surname"),
              longest=60),
        Field("post_name", _("Post-name"), synonyms=("postnom", "post-nom", "post nom"),
              longest=60),
        Field("given_names", _("Given names"), synonyms=("prénom", "prénoms", "first name"),
              longest=60),
        Field("sex", _("Sex"), Kind.SEX, synonyms=("sexe", "genre", "gender")),
        Field("birth_date", _("Date of birth"), Kind.DATE,
              synonyms=("date de naissance", "né le", "née le", "né(e) le", "dob")),
        Field("birth_year", _("Year of birth"), Kind.YEAR,
              synonyms=("année de naissance", "année naissance", "an de naissance"), low=1900),
        Field("age", _("Age as estimated"), Kind.INTEGER,
              synonyms=("âge", "âge estimé", "age estime"), low=0, high=120),
        Field("estimated_on", _("Day of the estimate"), Kind.DATE,
              synonyms=("date estimation", "date de l'estimation", "date de recensement",
                        "date d'enregistrement")),
        Field("phone", _("Telephone"), Kind.PHONE,
              synonyms=("téléphone", "tél", "tel", "n° téléphone", "numéro de téléphone")),
        Field("village", _("Village or quarter"), synonyms=("village", "quartier", "adresse",
              "résidence", "domicile", "lieu de résidence"), longest=80),
        Field("consent", _("Agrees to be registered"), Kind.BOOLEAN,
              synonyms=("consentement", "accord", "consent")),
        Field("consent_on", _("Day of the consent"), Kind.DATE,
              synonyms=("date consentement", "date du consentement")),
        Field("text_version", _("Version of the text agreed to"),
              synonyms=("version du texte", "version consentement"), longest=40),
        Field("issued", _("Card issued on"), Kind.DATE,
              synonyms=("date de délivrance", "délivrée le", "date délivrance", "délivré le")),
        Field("expires", _("Card valid to and including"), Kind.DATE,
              synonyms=("date d'expiration", "expire le", "valable jusqu'au", "validité")),
    )  # fmt: skip

    def permission(self, actor: Actor, programme: Programme) -> Permission:
        """Whoever may register people."""
        return can_register_person(actor, programme.code)

    def key(self, row: Row) -> str:
        """The card, else what tells a person from another."""
        if row.get("number"):
            return f"card {row.get('number')}"
        values = (name_key(_name(row)), *(row.get(name) for name in _APART))
        return " | ".join("" if value is None else str(value) for value in values)

    def judge(self, rows: Sequence[Row], context: Context) -> list[Verdict]:
        """Refuse who cannot be registered; find who is there by card, else by name and year."""
        holders = holders_of(context.programme, CARD, (row.get("number", "") for row in rows))
        named = _named(context.programme, {name_key(_name(row)) for row in rows})
        verdicts = []
        for row in rows:
            problems = [*_problems(row, context.today), *notes_on_paper(row)]
            holder = holders.get(row.get("number", ""))
            if holder is not None and likeness(holder.name, _name(row)) < _ANOTHER:
                problems.append(
                    Problem("credentials.4", _TWO_HOLDERS, {"number": row.get("number")},
                            _TWO_HOLDERS_REMEDY, "number")
                )  # fmt: skip
            code = holder.code if holder else _same(row, named.get(name_key(_name(row)), []))
            deed = Deed.LEAVE if code else Deed.CREATE
            if any(problem.stops for problem in problems):
                deed = Deed.REFUSE
            verdicts.append(Verdict(row, deed, code, tuple(problems)))
        return verdicts

    def apply(self, verdicts: Sequence[Verdict], context: Context) -> list[Outcome]:
        """Register them, compare them with those there are, and record their cards."""
        actor, programme = context.actor, context.programme
        people = [_new(verdict.row, context.today) for verdict in verdicts]
        rows = register_people(actor=actor, programme=programme, people=people)
        note_likenesses(rows)
        codes = [row.party.code for row in rows]
        papers = [
            paper
            for verdict, code in zip(verdicts, codes, strict=True)
            if (paper := paper_of(verdict.row, CARD, code)) is not None
        ]
        if papers:
            issue_credentials(actor=actor, credentials=papers)
        return [
            Outcome(verdict.row.number, Deed.CREATE, code)
            for verdict, code in zip(verdicts, codes, strict=True)
        ]

    def undo(self, outcomes: Sequence[Outcome], context: Context) -> list[Kept]:
        """Take out those on whom nothing rests; the others stay."""
        kept = unregister_people(actor=context.actor, codes=[outcome.code for outcome in outcomes])
        problem = Problem("registry.11", _RESTED_ON, remedy=_RESTED_ON_REMEDY)
        return [Kept(outcome.row, problem) for outcome in outcomes if outcome.code in kept]


_APART: Final = ("birth_date", "birth_year", "age", "phone", "village")


def _name(row: Row) -> str:
    if whole := row.get("name", ""):
        return str(whole)
    parts = (row.get(part, "") for part in ("family_name", "post_name", "given_names"))
    return " ".join(part for part in parts if part)


def _year(row: Row, today: date) -> int | None:
    """Year of birth of the date, the year, or the age on the day of its estimate."""
    born, year, age = row.get("birth_date"), row.get("birth_year"), row.get("age")
    if born is not None:
        return int(born.year)
    if year is None and age is not None:
        return int(row.get("estimated_on", today).year - age)
    return None if year is None else int(year)


def _problems(row: Row, today: date) -> Iterator[Problem]:
    if not _name(row):
        yield Problem("registry.11", _NAMELESS, remedy=_NAMELESS_REMEDY, column="name")
    shown = rules.age_shown(row.get("birth_date"), _year(row, today), today)
    if shown is rules.Age.NOT_SHOWN:
        yield Problem(rules.NOT_AN_ADULT, rules.NOT_AN_ADULT_TEXT, remedy=rules.NOT_AN_ADULT_REMEDY)
    elif row.get("consent") is False:
        yield Problem(rules.NO_CONSENT, rules.NO_CONSENT_TEXT, remedy=rules.NO_CONSENT_REMEDY)


def _named(programme: Programme, keys: set[str]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    wanted = sorted(keys - {""})
    for start in range(0, len(wanted), _SLICE):
        rows = Person.objects.filter(
            name_key__in=wanted[start : start + _SLICE], party__programme=programme
        ).select_related("party")
        for person in rows:
            found.setdefault(person.name_key, []).append(person)
    return found


def _same(row: Row, named: list[Person]) -> str:
    """Code of the one person who has the name, the year, and the telephone or the village."""
    phone, village = row.get("phone", ""), fold(row.get("village", ""))
    year = row.get("birth_date").year if row.get("birth_date") else row.get("birth_year")
    for person in named:
        told = (phone and phone == person.phone) or (village and village == fold(person.village))
        bare = not (phone or village or person.phone or person.village)
        estimate = year is None and row.get("age") is not None and person.estimated
        if (told or bare) and (estimate or year == person.birth_year):
            return str(person.party.code)
    return ""


def _new(row: Row, today: date) -> NewPerson:
    values: dict[str, Any] = {
        name: row.get(name, "")
        for name in ("family_name", "post_name", "given_names", "sex", "phone", "village")
    }
    estimated = row.get("birth_date") is None and row.get("birth_year") is None
    estimated = estimated and row.get("age") is not None
    consent = None
    if row.get("consent"):
        consent = NewConsent(
            Consent.State.GIVEN,
            row.get("consent_on", today),
            Consent.Way.PAPER,
            row.get("text_version", ""),
        )
    return NewPerson(
        name=_name(row),
        birth_date=row.get("birth_date"),
        birth_year=_year(row, today),
        estimated=estimated,
        estimated_on=row.get("estimated_on", today) if estimated else None,
        consent=consent,
        **values,
    )


PEOPLE: Final = People()
