"""The first page of a network folder: what it is, where it comes from, what it counts."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from asili.network.problems import FolderError, Problem
from asili.network.schema import VERSION

FILE: Final = "manifest.json"
FORMAT: Final = "asili-network"


class FileEntry(NamedTuple):
    """One file as it was written: its size in bytes and its SHA-256 in hexadecimal."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Title and origin of a folder.

    ``programme`` is the short code under which the rows are kept, ``provinces`` ISO 3166-2 codes,
    ``analytes`` what is traced, ``simulated`` whether the rows are invented, ``seed`` the number
    that reproduces them, ``attribution`` and ``licence`` travel with every row that is passed on,
    ``notes`` say what the folder leaves out. ``journal`` names the journal of the installation that
    wrote it and the position that it stands for, ``scope`` whose rights and which days limit it.
    ``counts`` are rows by table, ``files`` what was written, by path within the folder.
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
    analytes: tuple[str, ...] = ()
    time_zone: str = "UTC"
    notes: tuple[str, ...] = ()
    scope: Mapping[str, str] = field(default_factory=dict)
    journal: Mapping[str, str | int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, FileEntry] = field(default_factory=dict)


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
    simulated, seed = content.get("simulated"), content.get("seed")
    if not isinstance(simulated, bool):
        raise _broken('"simulated" is missing', 'Add "simulated": true or false.')
    if seed is not None and not isinstance(seed, int):
        raise _broken('"seed" must be a whole number', 'Correct "seed" or leave it out.', str(seed))
    if "provinces" not in content:
        raise _broken('"provinces" is missing', 'Add "provinces" as a list of ISO 3166-2 codes.')
    counts = _members(content, "counts")
    if not all(isinstance(count, int) for count in counts.values()):
        raise _broken('"counts" must give whole numbers', "Write the folder again.")
    return Manifest(
        title=_text(content, "title"),
        programme=_text(content, "programme"),
        commodity=_text(content, "commodity"),
        provinces=_texts(content, "provinces"),
        simulated=simulated,
        attribution=_text(content, "attribution"),
        licence=_text(content, "licence"),
        seed=seed,
        analytes=_texts(content, "analytes"),
        time_zone=_text(content, "time_zone") if "time_zone" in content else "UTC",
        notes=_texts(content, "notes"),
        scope={name: str(value) for name, value in _members(content, "scope").items()},
        journal={
            name: value if isinstance(value, int) else str(value)
            for name, value in _members(content, "journal").items()
        },
        counts={name: count for name, count in counts.items() if isinstance(count, int)},
        files={name: _file(name, entry) for name, entry in _members(content, "files").items()},
    )


def _text(content: Mapping[str, object], name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _broken(f'"{name}" is missing', f'Add "{name}" as text.')
    return value


def _texts(content: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = content.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _broken(f'"{name}" must be a list of texts', f'Correct "{name}".')
    return tuple(value)


def _members(content: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = content.get(name, {})
    if not isinstance(value, dict):
        raise _broken(f'"{name}" must be an object', f'Correct "{name}" or leave it out.')
    return value


def _file(name: str, entry: object) -> FileEntry:
    if isinstance(entry, dict):
        size, digest = entry.get("bytes"), entry.get("sha256")
        if isinstance(size, int) and isinstance(digest, str):
            return FileEntry(size, digest)
    raise _broken('"files" must give bytes and sha256', "Write the folder again.", name)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of ``folder``."""
    content = {"format": FORMAT, **asdict(manifest)}
    content["files"] = {name: entry._asdict() for name, entry in manifest.files.items()}
    text = json.dumps(content, ensure_ascii=False, indent=2)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def _broken(rule: str, remedy: str, value: str = "") -> FolderError:
    return FolderError(Problem(FILE, 0, "", value, rule, remedy))
