"""Runs one benchmark: ``./asili bench NAME …`` calls ``bench.NAME.main``."""

import importlib
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def names() -> list[str]:
    """Benchmarks of the folder ``bench``, in alphabetical order."""
    modules = sorted((ROOT / "bench").glob("[!_]*.py"))
    return [module.stem for module in modules if "\ndef main(" in module.read_text("utf-8")]


def main() -> int:
    """Hand the remaining arguments to the benchmark named first."""
    if len(sys.argv) < 2 or sys.argv[1] not in names():
        print("usage: ./asili bench NAME …", f"benchmarks: {', '.join(names())}", sep="\n")
        return 2
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that it tidies up after itself
    name = sys.argv[1]
    sys.argv = [f"./asili bench {name}", *sys.argv[2:]]
    return importlib.import_module(f"bench.{name}").main() or 0


if __name__ == "__main__":
    sys.exit(main())
