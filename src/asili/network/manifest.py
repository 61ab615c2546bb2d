"""The first page of a network folder: what it is, where it comes from, what it counts."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from asili.network.problems import FolderError, Problem
from asili.network.schema import VERSION

FILE: Final = "manifest.json"
FORMAT: Final = "asili-network"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Title and origin of a folder.

    ``programme`` is the short code under which the rows are kept, ``provinces`` ISO 3166-2 codes,
    ``simulated`` whether the rows are invented, ``seed`` the number that reproduces them,
    ``attribution`` and ``licence`` travel with every row that is passed on, ``counts`` rows by
    table.
    """

    title: str
    programme: str
    commodity: str
    provinces: tuple[str, ...]
    simulated: bool
    attribution: str
    licence: str
    seed: int | None = None
    version: int = VERSION
    counts: Mapping[str, int] = field(default_factory=dict)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of ``folder``; raises FolderError."""
    path = folder / FILE
    if not path.is_file():
        raise _broken(
            "the folder has no manifest", "Choose the folder that holds manifest.json.", folder.name
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise _broken("this is not JSON", "Restore the file from its source.", str(error)) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _broken(f'"format" must be "{FORMAT}"', "Choose a network folder.")
    if content.get("version") != VERSION:
        raise _broken(
            "the folder has another version",
            f"This program reads version {VERSION}.",
            str(content.get("version")),
        )
    return _manifest(content)


def _manifest(content: dict[str, object]) -> Manifest:
    def text(name: str) -> str:
        value = content.get(name)
        if not isinstance(value, str) or not value.strip():
            raise _broken(f'"{name}" is missing', f'Add "{name}" as text.')
        return value

    simulated, seed = content.get("simulated"), content.get("seed")
    provinces, counts = content.get("provinces"), content.get("counts", {})
    if not isinstance(simulated, bool):
        raise _broken('"simulated" is missing', 'Add "simulated": true or false.')
    if seed is not None and not isinstance(seed, int):
        raise _broken('"seed" must be a whole number', 'Correct "seed" or leave it out.', str(seed))
    if not isinstance(provinces, list) or not all(isinstance(code, str) for code in provinces):
        raise _broken('"provinces" is missing', 'Add "provinces" as a list of ISO 3166-2 codes.')
    if not isinstance(counts, dict) or not all(isinstance(n, int) for n in counts.values()):
        raise _broken('"counts" must give whole numbers', "Write the folder again.")
    return Manifest(
        title=text("title"),
        programme=text("programme"),
        commodity=text("commodity"),
        provinces=tuple(provinces),
        simulated=simulated,
        attribution=text("attribution"),
        licence=text("licence"),
        seed=seed,
        counts=counts,
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of ``folder``."""
    content = {"format": FORMAT, **asdict(manifest)}
    text = json.dumps(content, ensure_ascii=False, indent=2)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def _broken(rule: str, remedy: str, value: str = "") -> FolderError:
    return FolderError(Problem(FILE, 0, "", value, rule, remedy))
