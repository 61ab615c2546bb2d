"""What a person says of a file: into what it goes, which column is which, how it is read."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from asili.core.access import Actor
from asili.core.imports.delimited import DELIMITERS, EIGHT_BIT
from asili.core.imports.mapping import Columns
from asili.core.imports.targets import Field, Kind, Target, targets
from asili.core.models import Import, Programme
from asili.core.programmes import programmes_of

PARTS: Final = 3
"""Columns that one name or date may be joined from."""
_JOINED: Final = frozenset({Kind.NAME, Kind.DATE})
_ENCODINGS: Final = ("utf-8", "utf-16", *EIGHT_BIT)
_SIGNS: Final = {"\t": gettext_lazy("tabulator")}


class UploadForm(forms.Form):
    """A file, what its rows are, and whose programme they belong to."""

    into = forms.ChoiceField(label=gettext_lazy("What the rows are"))
    programme = forms.ChoiceField(label=gettext_lazy("Programme"))
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, XLSX, GeoJSON, GeoPackage, zipped Shapefile or KML, 200 MB at most. Nothing is "
            "recorded before you have seen what would become of each row."
        ),
    )

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        open_to = openings(actor)
        self.fields["into"].choices = list(  # type: ignore[attr-defined]
            dict.fromkeys((one.name, one.label) for one, _programme in open_to)
        )
        self.programmes = {programme.code: programme for _one, programme in open_to}
        names = [(code, programme.name) for code, programme in self.programmes.items()]
        self.fields["programme"].choices = names  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """For every field of a target its columns in the file, or a value that holds for every row."""

    def __init__(
        self,
        row: Import,
        into: Target,
        samples: Mapping[str, Sequence[str]],
        data: Any = None,
    ) -> None:
        self._into, self._facts = into, row.facts
        super().__init__(data, initial=_initial(row))
        headers = [("", "—"), *((name, _choice(name, found)) for name, found in samples.items())]
        for one in into.fields:
            for part in range(PARTS if one.kind in _JOINED else 1):
                label = (
                    _("%(field)s, joined with") % {"field": one.label} if part else str(one.label)
                )
                self.fields[_column(one, part)] = forms.ChoiceField(
                    label=label, choices=headers, required=False, help_text=_about(one, part)
                )
            self.fields[f"constant-{one.name}"] = forms.CharField(
                label=_("or for every row"), required=False, max_length=200
            )
        self._add_options()

    def rows(self) -> Iterator[tuple[Field, list[BoundField], BoundField]]:
        """Each field with its columns and its constant, in the order of the target."""
        for one in self._into.fields:
            parts = range(PARTS if one.kind in _JOINED else 1)
            yield one, [self[_column(one, at)] for at in parts], self[f"constant-{one.name}"]

    def reading(self) -> list[BoundField]:
        """How the file is read."""
        return [self[name] for name in self.fields if name.startswith("option-")]

    def columns(self) -> dict[str, Any]:
        """What was chosen, as the machine takes it."""
        chosen: dict[str, tuple[str, ...]] = {}
        constants = {}
        for one in self._into.fields:
            parts = range(PARTS if one.kind in _JOINED else 1)
            given = [self.cleaned_data[_column(one, at)] for at in parts]
            if any(given):
                chosen[one.name] = tuple(header for header in given if header)
            elif text := self.cleaned_data[f"constant-{one.name}"].strip():
                constants[one.name] = text
        return Columns(chosen, constants).as_json()

    def options(self) -> dict[str, Any]:
        """How the file is read, without what is left to be found out."""
        return {
            name.removeprefix("option-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("option-") and value
        }

    def _add_options(self) -> None:
        unsaid = ("", _("as found in the file"))
        facts = self._facts
        self.fields["option-header"] = forms.IntegerField(
            label=_("Row of the headers"), required=False, min_value=1, max_value=1000,
            help_text=_("Found in row %(row)s.") % {"row": facts.get("header_row", 1)},
        )  # fmt: skip
        if len(facts.get("sheets", [])) > 1:
            sheets = [unsaid, *((name, name) for name in facts["sheets"])]
            self.fields["option-sheet"] = forms.ChoiceField(
                label=_("Sheet or layer"), required=False, choices=sheets
            )
        if facts.get("format") == "CSV":
            letters = _("Found: %(name)s.") % {"name": facts.get("encoding", "")}
            self.fields["option-encoding"] = forms.ChoiceField(
                label=_("Encoding of the letters"), required=False, help_text=letters,
                choices=[unsaid, *((name, name) for name in _ENCODINGS)],
            )  # fmt: skip
            self.fields["option-delimiter"] = forms.ChoiceField(
                label=_("Sign between cells"), required=False,
                choices=[unsaid, *((sign, _SIGNS.get(sign, sign)) for sign in DELIMITERS)],
            )  # fmt: skip
        self.fields["option-decimal"] = forms.ChoiceField(
            label=_("Decimal sign"), required=False,
            choices=[unsaid, (",", _("comma: 1 234,5")), (".", _("point: 1,234.5"))],
        )  # fmt: skip
        self.fields["option-days"] = forms.ChoiceField(
            label=_("Order of dates"), required=False,
            choices=[unsaid, ("dmy", _("day first: 5/3 is in March")),
                     ("mdy", _("month first: 5/3 is in May"))],
        )  # fmt: skip
        if "crs" in facts:
            known = _("Found: %(name)s.") if facts.get("crs_known") else _("Guessed: %(name)s.")
            self.fields["option-crs"] = forms.CharField(
                label=_("Coordinate system"), required=False, max_length=40,
                help_text=known % {"name": facts["crs"]},
            )  # fmt: skip
            self.fields["option-swap"] = forms.BooleanField(
                label=_("Exchange longitude and latitude"), required=False
            )


def openings(actor: Actor) -> list[tuple[Target, Programme]]:
    """Targets and programmes into which the actor may bring files."""
    return [
        (into, programme)
        for programme in programmes_of(actor)
        for into in targets()
        if into.permission(actor, programme)
    ]


def _initial(row: Import) -> dict[str, Any]:
    known = Columns.of(row.mapping)
    initial: dict[str, Any] = {f"option-{name}": value for name, value in row.options.items()}
    initial |= {f"constant-{name}": value for name, value in known.constants.items()}
    for name, given in known.columns.items():
        initial |= {f"column-{name}-{at}": header for at, header in enumerate(given)}
    return initial


def _column(one: Field, part: int) -> str:
    return f"column-{one.name}-{part}"


def _about(one: Field, part: int) -> str:
    if part:
        return ""
    needed = _("Needed.") if one.required else ""
    return " ".join(filter(None, (needed, str(one.about))))


def _choice(header: str, found: Sequence[str]) -> str:
    return f"{header}: {' · '.join(found)}" if found else header
