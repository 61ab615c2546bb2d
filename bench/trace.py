"""How fast a trace is: the same questions put to Asili's kernel, SQLite, PostgreSQL and DuckDB.

    ./asili bench trace --bags 1000000 [--json FILE]

Every engine holds the whole network in memory. The questions go round the engines in turn; the
first round is compared, the others are timed. Answers must agree bag by bag, else the exit status
is 1. What cannot be measured here is listed with the reason. README.md gives method and limits.
"""

import argparse
import json
import platform
import resource
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from math import inf
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from bench.networks import Custody, belt, pile
from bench.runners.duck import DuckDB
from bench.runners.kernel import Kernel
from bench.runners.lite import SQLite
from bench.runners.postgres import Postgres
from bench.runners.runner import Answer, Question, Runner, Unavailable

RUNNERS: tuple[Callable[[], Runner], ...] = (Kernel, SQLite, Postgres, DuckDB)
ROUNDS = 3
TOLERANCE = 1e-6
PILE = "a pile mixed daily"
GOALS_FROM = 1_000_000  # bags; below, fixed costs of a call hide the cost of the trace
GOALS = (
    ("PostgreSQL, recursive", lambda name: name == "PostgreSQL, recursive", 100),
    ("DuckDB, best form", lambda name: name.startswith("DuckDB"), 10),
)


@dataclass
class Timing:
    """Seconds that one engine took in one form: for each node asked about, its best round."""

    engine: str
    form: str
    seconds: list[float]

    @property
    def name(self) -> str:
        return f"{self.engine}, {self.form}"

    @property
    def median_ms(self) -> float:
        return median(self.seconds) * 1e3


@dataclass
class Report:
    """Everything measured, as printed and as written to the file."""

    bags: int
    edges: int
    machine: str
    settings: dict[str, str] = field(default_factory=dict)
    load_seconds: dict[str, float] = field(default_factory=dict)
    not_measured: dict[str, str] = field(default_factory=dict)
    timings: dict[str, list[Timing]] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    pile_days: int = 0
    pile_edges: int = 0
    peak_memory_mb: int = 0


def main(argv: list[str] | None = None) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(prog="asili bench trace", description=__doc__.split("\n")[0])
    parser.add_argument("--bags", type=int, default=1_000_000)
    parser.add_argument("--shipments", type=int, default=9, help="how many are traced to bags")
    parser.add_argument("--days", type=int, default=730, help="age of the pile mixed daily")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    chosen = parser.parse_args(argv)

    custody = belt(chosen.bags)
    report = Report(chosen.bags, len(custody.src), f"{platform.machine()}, {platform.platform()}")
    random = np.random.default_rng(11)
    shipments = random.permutation(custody.targets)[: chosen.shipments].tolist()
    bags = random.integers(0, custody.bags, 25).tolist()
    with loaded(custody, report) as runners:
        ask(Question.BAGS, Question.BAGS, shipments, runners, report)
        ask(Question.AHEAD, Question.AHEAD, bags, runners, report)
        ask(Question.SITES, Question.SITES, [0], runners, report)

    mixed = pile(chosen.days)
    report.pile_days, report.pile_edges = chosen.days, len(mixed.src)
    with loaded(mixed, report) as runners:
        ask(PILE, Question.BAGS, mixed.targets.tolist(), runners, report, recursive=False)
    report.not_measured |= {
        f"{runner.name}, recursive: {PILE}": f"it would enumerate 2^{chosen.days - 1} paths"
        for runner in runners
        if "recursive" in runner.forms(Question.BAGS)
    }
    report.peak_memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print("\n".join(lines(report)))
    if chosen.json:
        chosen.json.write_text(json.dumps(figures(report), indent=1) + "\n")
    return 1 if report.differences else 0


@contextmanager
def loaded(custody: Custody, report: Report) -> Iterator[list[Runner]]:
    """Load every engine that there is with the network; close them all at the end."""
    ready: list[Runner] = []
    try:
        for make in RUNNERS:
            runner = make()
            start = perf_counter()
            try:
                runner.load(custody)
            except Unavailable as reason:
                report.not_measured[runner.name] = str(reason)
                continue
            ready.append(runner)
            report.settings[runner.name] = runner.setting
            report.load_seconds.setdefault(runner.name, perf_counter() - start)
        yield ready
    finally:
        for runner in ready:
            runner.close()


def ask(
    title: str,
    question: Question,
    nodes: list[int],
    runners: Iterable[Runner],
    report: Report,
    *,
    recursive: bool = True,
) -> None:
    """Put a question about every node to all engines in turn: compare once, then time."""
    asked = [
        (Timing(runner.name, form, [inf] * len(nodes)), answer)
        for runner in runners
        for form, answer in runner.forms(question).items()
        if recursive or form != "recursive"
    ]
    report.timings[title] = [timing for timing, _ in asked]
    for node in nodes:
        expected, *others = [(timing.name, sort(answer(node))) for timing, answer in asked]
        report.differences += [
            f"{title}, node {node}: {name} differs from {expected[0]}"
            for name, found in others
            if not agree(found, expected[1])
        ]
    for _ in range(ROUNDS):
        for at, node in enumerate(nodes):
            for timing, answer in asked:
                start = perf_counter()
                answer(node)
                timing.seconds[at] = min(timing.seconds[at], perf_counter() - start)


def sort(answer: Answer) -> Answer:
    """The answer in the order of its numbers."""
    order = np.argsort(answer.ids)
    return Answer(answer.ids[order], answer.kg[order])


def agree(one: Answer, other: Answer) -> bool:
    """Whether two sorted answers have the same numbers and the same kilograms for each."""
    return np.array_equal(one.ids, other.ids) and np.allclose(
        one.kg, other.kg, rtol=TOLERANCE, atol=0.0
    )


def figures(report: Report) -> dict[str, object]:
    """The report as plain values, with the medians in milliseconds."""
    medians = {
        title: {timing.name: timing.median_ms for timing in timings}
        for title, timings in report.timings.items()
    }
    return asdict(report) | {"median_ms": medians}


def lines(report: Report) -> Iterator[str]:
    """The report as text."""
    yield f"{report.bags:,} bags, {report.edges:,} edges; {report.machine}"
    for engine, setting in report.settings.items():
        yield f"  {engine}: {setting}; loaded in {report.load_seconds[engine]:.1f} s"
    for title, timings in report.timings.items():
        own = timings[0].median_ms
        yield f"\n{title} (median of {len(timings[0].seconds)})"
        yield f"  {'engine and form':<28}{'median ms':>12}{'times the kernel':>18}"
        for timing in timings:
            ratio = timing.median_ms / own
            yield f"  {timing.name:<28}{timing.median_ms:>12.3f}{ratio:>18,.1f}"
    pile_ns = report.timings[PILE][0].median_ms * 1e6 / report.pile_edges
    yield f"\nThe pile is {report.pile_days:,} days old and has {report.pile_edges:,} edges:"
    yield f"{pile_ns:.0f} ns for each in the kernel."
    bags = report.timings[Question.BAGS]
    for rival, is_meant, goal in GOALS:
        times = [timing.median_ms for timing in bags if is_meant(timing.name)]
        if times and report.bags >= GOALS_FROM:
            ratio = min(times) / bags[0].median_ms
            verdict = "met" if ratio >= goal else "missed"
            yield f"Goal {goal} times faster than {rival}: {ratio:,.0f} times, {verdict}."
    for what, reason in report.not_measured.items():
        yield f"Not measured: {what}: {reason}."
    yield f"Peak memory of this process: {report.peak_memory_mb:,} MB."
    yield from report.differences or ["All answers agree."]


if __name__ == "__main__":
    sys.exit(main())
