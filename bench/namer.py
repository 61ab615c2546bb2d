"""The Django side of ``bench names``: fill the register of a fresh database and search it."""

import json
import random
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

from django.db import connection, transaction

from asili.core.access import Actor, Grant, Role
from asili.core.models import Programme
from asili.domain.registry.models import NameKey, Party, Person
from asili.domain.registry.names import name_key
from asili.domain.registry.policies import visible_parties
from asili.domain.registry.search import RANKED, nearest_first, sought, standing
from asili.domain.registry.services.naming import file_names

POOL = 40_000
BATCH = 5_000
STARTS = ("", "ka", "mu", "ki", "tshi", "lu", "n", "mw", "ng", "ba", "sha", "ny")
MIDDLES = ("lu", "bi", "so", "nga", "tu", "mbe", "ka", "ngo", "li", "ya", "nda", "zi", "we", "pu")
ENDS = ("la", "mba", "ngo", "ji", "nza", "le", "tu", "si", "yi", "ndo", "be", "kwa", "no")
READER = Actor("bench", "bench", frozenset({Grant(Role.AUTHORITY, "bench")}))


def run(people: str, searches: str) -> None:
    """Fill, search, print one line of JSON."""
    rng = random.Random(7)  # noqa: S311  of invented names
    words = _words(rng)
    names, seconds = _fill(int(people), words, rng)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    kinds: dict[str, list[tuple[bool, float, float]]] = {}
    for _ in range(int(searches)):
        for kind, typed, wanted in _searches(rng, names, words):
            kinds.setdefault(kind, []).append(_timed(typed, wanted))
    figures: dict[str, Any] = {
        "people": len(names),
        "keys": NameKey.objects.count(),
        "per_second": round(len(names) / seconds),
    }
    kinds["all"] = [one for runs in kinds.values() for one in runs]
    for kind, runs in kinds.items():
        figures[kind] = {
            "found": sum(found for found, _, _ in runs) / len(runs),
            "median_ms": 1000 * median(wall for _, wall, _ in runs),
            "p95_ms": 1000 * quantiles((wall for _, wall, _ in runs), n=20)[-1],
            "p95_cpu_ms": 1000 * quantiles((cpu for _, _, cpu in runs), n=20)[-1],
        }
    print(json.dumps(figures))


def _words(rng: random.Random) -> list[str]:
    """A pool of words that look like names; the first are the most frequent."""
    found: dict[str, None] = {}
    while len(found) < POOL:
        middle = "".join(rng.choices(MIDDLES, k=rng.choice((0, 1, 1, 2))))
        found[(rng.choice(STARTS) + middle + rng.choice(ENDS)).capitalize()] = None
        if len(found) > POOL // 2:
            found[rng.choice(list("AEIO")) + next(reversed(found)).lower()] = None
    return list(found)[:POOL]


def _fill(people: int, words: list[str], rng: random.Random) -> tuple[list[str], float]:
    programme = Programme.objects.get(code="bench")  # as `bench.recorder.prepare` made it
    weights = [1 / (rank + 10) for rank in range(len(words))]
    names, seconds = [], 0.0
    while len(names) < people:
        size = min(BATCH, people - len(names))
        drawn = rng.choices(words, weights, k=4 * size)
        batch = [" ".join(drawn[4 * n : 4 * n + rng.randint(2, 4)]) for n in range(size)]
        parties = [Party(kind="person", name=name, programme=programme) for name in batch]
        begun = perf_counter()
        with transaction.atomic():
            Party.objects.bulk_create(parties)
            Person.objects.bulk_create(
                Person(
                    party=party,
                    salt=b"0" * 16,
                    name_key=name_key(party.name),
                    phone=f"+24399{len(names) + n:07}",
                )
                for n, party in enumerate(parties)
            )
            file_names(parties)
        seconds += perf_counter() - begun
        names += batch
    return names, seconds


def _searches(
    rng: random.Random, names: list[str], words: list[str]
) -> list[tuple[str, str, str | None]]:
    """One search of each kind: kind, what is typed, the name that it should find."""
    number = rng.randrange(len(names))
    name = names[number]
    parts = name.lower().split()
    rng.shuffle(parts)
    at = rng.randrange(len(max(parts, key=len)))
    longest = max(parts, key=len)
    slipped = " ".join(p if p != longest else p[:at] + p[at + 1 :] for p in parts)
    spelt = name.replace("u", "ou").replace("tsh", "tch").replace("y", "i")
    return [
        ("another order", " ".join(parts), name),
        ("another spelling", spelt, name),
        ("a slip", slipped, name),
        ("one word", rng.choice(words), None),
        ("a beginning", f"{parts[0]} {parts[1][:3]}", None),
        ("telephone", f"099{number:07}", name),
        ("not there", "zuzukele mazabo", None),
    ]


def _timed(typed: str, wanted: str | None) -> tuple[bool, float, float]:
    begun, cpu = perf_counter(), process_time()
    rows = standing(visible_parties(READER)).filter(sought(typed))
    found = nearest_first(rows.select_related("organisation")[:RANKED], typed)[:10]
    wall, used = perf_counter() - begun, process_time() - cpu
    return wanted is None or wanted in {party.name for party in found}, wall, used
