"""Compiles the translations, and says what a complete language still lacks.

``compile`` writes a ``.mo`` beside each ``.po`` that changed (no gettext tools needed).
``check`` lists every message of the sources that has no translation in a language of COMPLETE, and
every one that is only guessed (fuzzy); the share of the other languages is printed. Messages are
found in Python by its syntax tree and in templates by Django's own reader, so that a message which
nobody collected into the catalogue is noticed as well.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "asili"
COMPLETE = ("fr",)
PLURAL = {"ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop", "pgettext", "pgettext_lazy"}
CALL = re.compile(
    r"\b(?P<name>n?p?gettext|_)\(\s*(?P<arguments>(?:u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")\s*,?\s*)+)"
)

Key = tuple[str, str]  # context, singular


def catalogues() -> dict[str, Path]:
    """Language code to its ``.po`` file."""
    return {path.parts[-3]: path for path in sorted(SOURCE.glob("locale/*/LC_MESSAGES/django.po"))}


def compile_catalogues() -> None:
    """Write the ``.mo`` files that are missing or older than their source."""
    for path in catalogues().values():
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            polib.pofile(str(path)).save_as_mofile(str(target))


def _python_messages(text: str) -> Iterator[Key]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = [a.value if isinstance(a, ast.Constant) else None for a in node.args]
        if name in CONTEXT and len(words) > 1 and all(isinstance(w, str) for w in words[:2]):
            yield str(words[0]), str(words[1])
        elif name in SINGULAR | PLURAL and words and isinstance(words[0], str) and words[0]:
            yield "", words[0]


def _template_messages(text: str) -> Iterator[Key]:
    for found in CALL.finditer(templatize(text)):
        words = ast.literal_eval(f"({found['arguments'].rstrip().rstrip(',')},)")
        yield (words[0], words[1]) if "p" in found["name"] else ("", words[0])


def messages() -> dict[Key, str]:
    """Every message of the sources, with the first file that says it."""
    found: dict[Key, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for key in _python_messages(path.read_text("utf-8")):
            found.setdefault(key, str(path.relative_to(ROOT)))
    for path in sorted([*SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")]):
        if "templates" in path.parts:
            for key in _template_messages(path.read_text("utf-8")):
                found.setdefault(key, str(path.relative_to(ROOT)))
    return found


def _translated(path: Path) -> tuple[set[Key], set[Key]]:
    entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    keys = {(entry.msgctxt or "", entry.msgid) for entry in entries if entry.translated()}
    return keys, {(entry.msgctxt or "", entry.msgid) for entry in entries if entry.fuzzy}


def check() -> int:
    """Number of messages that a complete language lacks; each is printed with where it is said."""
    settings.configure(USE_I18N=True)
    wanted, lacking, paths = messages(), 0, catalogues()
    for language in sorted({*COMPLETE, *paths}):
        done, fuzzy = _translated(paths[language]) if language in paths else (set(), set())
        missing = sorted(wanted.keys() - done)
        print(f"{language}: {len(wanted) - len(missing)} of {len(wanted)} messages translated")
        if language in COMPLETE:
            lacking += len(missing) + len(fuzzy - set(missing))
            for key in missing:
                print(f"  missing: {key[1]!r} ({wanted[key]})")
            for key in sorted(fuzzy):
                print(f"  only guessed: {key[1]!r}")
    return lacking


def main() -> int:
    """Run ``compile`` or ``check``."""
    if sys.argv[1:] == ["compile"]:
        compile_catalogues()
        return 0
    if sys.argv[1:] == ["check"]:
        return 1 if check() else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main())
