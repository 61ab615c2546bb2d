"""Collects, compiles and checks the translations; needs no gettext tools.

``collect`` brings every ``.po`` into line with the sources: new messages are added untranslated,
messages that nobody says any more are marked obsolete, translations are never touched.
``compile`` writes a ``.mo`` beside each ``.po`` that changed.
``check`` lists every message that a language of COMPLETE lacks or only guesses (fuzzy), and in any
language every translation whose placeholders are not those of its message.

Messages are found in Python by its syntax tree and in templates by Django's own reader.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "asili"
COMPLETE = ("fr",)
PLURAL_FORMS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "sw": "nplurals=2; plural=(n != 1);",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
CALL = re.compile(
    r"\b(?P<name>n?p?gettext|_)\(\s*"
    r"(?P<words>(?:u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")\s*,?\s*)+)"
)

Key = tuple[str, str]  # context, singular


@dataclass(frozen=True)
class Message:
    """What is to be translated, and the first file that says it."""

    context: str
    singular: str
    plural: str
    where: str

    @property
    def key(self) -> Key:
        """What catalogues tell messages apart by."""
        return self.context, self.singular


def catalogues() -> dict[str, Path]:
    """Language code to its ``.po`` file, there or not."""
    return {
        language: SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"
        for language in PLURAL_FORMS
    }


def _message(function: str, words: list[str], where: str) -> Message | None:
    """Message of a call to a function of gettext's family; None for an empty text."""
    kind = function.removesuffix("_lazy").removesuffix("_noop")
    context = words.pop(0) if kind in {"pgettext", "npgettext"} else ""
    plural = words[1] if kind in {"ngettext", "npgettext"} and len(words) > 1 else ""
    return Message(context, words[0], plural, where) if words and words[0] else None


def _python_messages(text: str, where: str) -> Iterator[Message]:
    tree = ast.parse(text)
    known = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name.removesuffix("_lazy").removesuffix("_noop").endswith("gettext")
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known:
            words = [a.value for a in node.args if isinstance(a, ast.Constant)]
            message = _message(known[node.func.id], [w for w in words if isinstance(w, str)], where)
            if message:
                yield message


def _template_messages(text: str, where: str) -> Iterator[Message]:
    for found in CALL.finditer(templatize(text)):
        words = list(ast.literal_eval(f"({found['words'].rstrip().rstrip(',')},)"))
        message = _message(found["name"].replace("_", "gettext"), words, where)
        if message:
            yield message


def messages() -> dict[Key, Message]:
    """Every message of the sources."""
    found: dict[Key, Message] = {}
    templates = [p for p in SOURCE.rglob("*") if p.suffix in {".html", ".txt", ".svg", ".js"}]
    for path in sorted([*SOURCE.rglob("*.py"), *(p for p in templates if "templates" in p.parts)]):
        reader = _python_messages if path.suffix == ".py" else _template_messages
        for message in reader(path.read_text("utf-8"), path.relative_to(ROOT).as_posix()):
            known = found.setdefault(message.key, message)
            if message.plural and not known.plural:
                found[message.key] = message
    return found


def collect() -> None:
    """Add new messages to every catalogue and mark those that are gone."""
    wanted = messages()
    for language, path in catalogues().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = polib.pofile(str(path)) if path.exists() else polib.POFile()
        catalogue.wrapwidth = 100
        catalogue.metadata = {
            "Project-Id-Version": "Asili",
            "Language": language,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": PLURAL_FORMS[language],
        }
        known = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue}
        for key, message in wanted.items():
            entry = known.get(key)
            if entry is None:
                entry = polib.POEntry(msgctxt=message.context or None, msgid=message.singular)
                catalogue.append(entry)
            if message.plural and not entry.msgid_plural:
                entry.msgid_plural = message.plural
                entry.msgstr_plural = {0: entry.msgstr, 1: entry.msgstr}
            entry.obsolete = False
            entry.occurrences = [(message.where, "")]
            formatted = PLACEHOLDER.search(message.singular + message.plural)
            entry.flags = sorted({*entry.flags, *(["python-format"] if formatted else [])})
        for key, entry in known.items():
            entry.obsolete = key not in wanted
        catalogue.sort(key=lambda entry: (entry.obsolete, entry.occurrences, entry.msgid))
        catalogue.save(str(path))


def compile_catalogues() -> None:
    """Write the ``.mo`` files that are missing or older than their source."""
    for path in catalogues().values():
        target = path.with_suffix(".mo")
        if path.exists() and (not target.exists() or target.stat().st_mtime < path.stat().st_mtime):
            polib.pofile(str(path)).save_as_mofile(str(target))


def _misplaced(entry: polib.POEntry) -> bool:
    """True where a translation has a placeholder that its message lacks, or lacks one."""
    asked = set(PLACEHOLDER.findall(entry.msgid))
    if not entry.msgid_plural:
        return set(PLACEHOLDER.findall(entry.msgstr)) != asked
    allowed = asked | set(PLACEHOLDER.findall(entry.msgid_plural))
    return any(set(PLACEHOLDER.findall(text)) - allowed for text in entry.msgstr_plural.values())


def faults(language: str, path: Path, wanted: dict[Key, Message]) -> list[str]:
    """What is wrong with a catalogue, a line each; its share is printed."""
    entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    done = {(entry.msgctxt or "", entry.msgid) for entry in entries if entry.translated()}
    print(f"{language}: {len(wanted.keys() & done)} of {len(wanted)} messages translated")
    found = [
        f"{language}: placeholders differ: {entry.msgid!r}"
        for entry in entries
        if entry.translated() and _misplaced(entry)
    ]
    if language in COMPLETE:
        found += [
            f"{language}: missing: {wanted[key].singular!r} ({wanted[key].where})"
            for key in sorted(wanted.keys() - done)
        ]
        found += [f"{language}: only guessed: {entry.msgid!r}" for entry in entries if entry.fuzzy]
    return found


def check() -> int:
    """Print every fault of every catalogue; return how many there are."""
    wanted = messages()
    found = []
    for language, path in catalogues().items():
        if path.exists():
            found += faults(language, path, wanted)
        else:
            found.append(f"{language}: there is no catalogue")
    print(*found, sep="\n")
    return len(found)


def main() -> int:
    """Run ``collect``, ``compile`` or ``check``."""
    settings.configure(USE_I18N=True)
    match sys.argv[1:]:
        case ["collect"]:
            collect()
        case ["compile"]:
            compile_catalogues()
        case ["check"]:
            return 1 if check() else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
