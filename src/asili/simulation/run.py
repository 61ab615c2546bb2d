"""A run from the first day to the last: the windows of a day and what happens in each."""

from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path

import numpy as np

from asili.network.manifest import Manifest
from asili.network.writing import FolderWriter, Format
from asili.simulation import names
from asili.simulation.books import Books
from asili.simulation.depots import Depots
from asili.simulation.diary import Diary
from asili.simulation.exports import Exports
from asili.simulation.heaps import Consignment, Heaps
from asili.simulation.numbering import Numbering
from asili.simulation.pits import Load, Pits
from asili.simulation.plant import Plant
from asili.simulation.province import build
from asili.simulation.settings import Request
from asili.simulation.stage import Stage
from asili.simulation.trade import Market

Progress = Callable[[int, int], None]
"""Called after each day with the days done and the days in all."""


def simulate(
    request: Request,
    path: Path | str,
    form: Format = "csv",
    progress: Progress | None = None,
) -> Books:
    """Write the network folder of ``request`` to ``path`` and its true books beside it.

    The same request gives the same bytes. Memory follows the bags that lie at sites and depots,
    not those of the whole run. Raises FolderError where the place is taken.
    """
    target = Path(path)
    with FolderWriter(target, _manifest(request), form) as writer:
        rng = np.random.default_rng(request.seed)
        numbering = Numbering(rng)
        province = build(rng, numbering, request.first, writer)
        market = Market(rng, request.first, request.last, writer)
        diary = Diary(rng, numbering, writer)
        stage = Stage(request, rng, numbering, diary, Books(), province, market)
        stage.books.planted["lapsed_card"] = {"parties": [province.depots[-1].trader]}
        run = _Run(stage)
        for offset in range(request.days):
            run.day(request.first + timedelta(days=offset))
            if progress:
                progress(offset + 1, request.days)
    stage.books.write(truth_path(target))
    return stage.books


def truth_path(path: Path) -> Path:
    """Return where the true books of the folder at ``path`` are."""
    return path.with_name(f"{path.name}.truth.json")


class _Run:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._pits = Pits(stage)
        self._heaps = Heaps(stage)
        self._depots = Depots(stage, self._heaps)
        self._plant = Plant(stage)
        self._exports = Exports(stage, self._plant)
        self._loads: list[Load] = []
        self._consignments: list[Consignment] = []
        self._windows: tuple[tuple[time, Callable[[date], None]], ...] = (
            (time(5), self._exports.leave_plant),
            (time(6), self._office),
            (time(7), self._depots.open),
            (time(9), self._depots.buy),
            (time(10), self._heaps.heap),
            (time(11, 30), self._noon),
            (time(12, 30), self._pits.dig),
            (time(15, 30), self._pits.gather),
            (time(16, 30), self._leave_sites),
            (time(17, 30), self._reach_plant),
            (time(18, 30), self._reach_depots),
            (time(20), self._depots.buy_bags),
            (time(21), self._process),
            (time(22), self._plant.sell),
            (time(23), lambda _: None),
        )

    def day(self, today: date) -> None:
        """Let one day pass."""
        self._stage.diary.open(today)
        for (start, act), (end, _) in zip(self._windows, self._windows[1:], strict=False):
            act(today)
            self._stage.diary.close(today, start, end)

    def _office(self, today: date) -> None:
        self._pits.allocate(today)
        if today.day == 1:
            self._heaps.take_stock()

    def _noon(self, today: date) -> None:
        self._consignments = self._heaps.send()
        self._exports.ship(today)
        self._exports.cross(today)

    def _leave_sites(self, _: date) -> None:
        self._loads = self._pits.send()

    def _reach_plant(self, today: date) -> None:
        self._plant.receive(self._consignments, today)

    def _reach_depots(self, today: date) -> None:
        self._depots.receive(self._loads, today)

    def _process(self, _: date) -> None:
        self._plant.process()


def _manifest(request: Request) -> Manifest:
    return Manifest(
        title="Simulated Lualaba",
        programme=names.PROGRAMME,
        commodity="CuCo",
        provinces=(names.PROVINCE,),
        simulated=True,
        attribution=names.ATTRIBUTION,
        licence="CC0-1.0",
        seed=request.seed,
    )
