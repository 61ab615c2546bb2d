"""A run from the first day to the last: the windows of a day and what happens in each."""

from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path

import numpy as np

from asili.network.manifest import Manifest
from asili.network.writing import FolderWriter, Format
from asili.simulation import names
from asili.simulation.books import Books, TruthFolder, truth_path
from asili.simulation.depots import Depots
from asili.simulation.diary import Diary, Sink
from asili.simulation.differences import Differences, Kind
from asili.simulation.dispatch import Dispatch
from asili.simulation.exports import Exports
from asili.simulation.heaps import Heaps
from asili.simulation.instruments import Instruments
from asili.simulation.numbering import Numbering
from asili.simulation.pits import Pits
from asili.simulation.plant import Plant
from asili.simulation.roads import roads_of
from asili.simulation.settings import Request
from asili.simulation.stage import Stage
from asili.simulation.standing import Standing, build
from asili.simulation.trade import Market
from asili.simulation.weather import weather_of

Progress = Callable[[int, int], None]
"""Called after each day with the days done and the days in all."""


def simulate(
    request: Request,
    path: Path | str,
    form: Format = "csv",
    progress: Progress | None = None,
) -> Books:
    """Write the network folder of ``request`` to ``path``, and beside it what is true of it.

    The same request gives the same bytes; where it stops early, those of the same days. Memory
    follows the bags that lie at sites and depots, not those of the whole run. Raises FolderError
    where the place is taken.
    """
    target = Path(path)
    with (
        FolderWriter(target, _manifest(request), form) as writer,
        TruthFolder(truth_path(target)) as truth,
    ):
        run = _Run(_stage(request, writer, truth))
        for offset in range(request.written_days):
            run.day(request.first + timedelta(days=offset))
            if progress:
                progress(offset + 1, request.written_days)
        return truth.books


def _stage(request: Request, sink: Sink, truth: TruthFolder) -> Stage:
    """Build what stands; chance is drawn from one stream, that of differences from another."""
    days = request.first, request.last
    rng, apart = (
        np.random.default_rng(seed) for seed in np.random.SeedSequence(request.seed).spawn(2)
    )
    numbering = Numbering(rng)
    differences = Differences(apart, request.differences, days, request.counts)
    province = build(Standing(request, rng, numbering, sink, differences))
    truth.sites.extend(site.code for site in province.sites)
    weather = weather_of(rng, request.settings, *days)
    meridians = [site.lon_e7 for site in province.sites]
    roads = roads_of(rng, request.settings, weather, days, meridians)
    truth.books.calendar |= {
        "heavy_month": weather.heavy,
        "road_cut": [roads.cut.first.isoformat(), roads.cut.last.isoformat()],
        "opened": [site.code for site in province.sites if site.opens],
    }
    stage = Stage(
        request,
        rng,
        numbering,
        Diary(rng, numbering, sink),
        truth,
        province,
        Market(rng, request, sink),
        Instruments(rng, request.settings),
        weather,
        roads,
        differences,
    )
    for depot, on in province.lapsed:
        stage.plant(Kind.LAPSED_CARD, on, depot.code)
    return stage


class _Run:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._dispatch = Dispatch(stage)
        self._pits = Pits(stage, self._dispatch)
        self._heaps = Heaps(stage)
        self._depots = Depots(stage, self._heaps)
        self._plants = [Plant(stage, place) for place in stage.province.plants]
        self._exports = Exports(stage, self._plants)
        self._windows: tuple[tuple[time, Callable[[date], None]], ...] = (
            (time(5), self._exports.leave_plant),
            (time(6), self._office),
            (time(6, 30), self._reach_depots_in_the_morning),
            (time(7), self._depots.open),
            (time(9), self._depots.buy),
            (time(10), self._heaps.heap),
            (time(11, 30), self._noon),
            (time(12, 30), self._pits.dig),
            (time(15, 30), self._dispatch.gather),
            (time(16, 30), self._dispatch.send),
            (time(17), self._reach_plants),
            (time(18, 30), self._reach_depots),
            (time(20), self._depots.buy_bags),
            (time(21), self._process),
            (time(22), self._sell),
            (time(23), lambda _: None),
        )

    def day(self, today: date) -> None:
        """Let one day pass."""
        self._stage.diary.open(today)
        self._stage.market.open(today)
        for (start, act), (end, _) in zip(self._windows, self._windows[1:], strict=False):
            act(today)
            self._stage.diary.close(today, start, end)

    def _office(self, today: date) -> None:
        self._pits.allocate(today)
        if today.day == 1:
            self._heaps.take_stock()

    def _noon(self, today: date) -> None:
        sent = self._heaps.send(today)
        for plant in self._plants:
            plant.expect(sent)
        self._exports.ship(today)
        self._exports.cross(today)

    def _reach_plants(self, today: date) -> None:
        for plant in self._plants:
            plant.receive(today)

    def _reach_depots_in_the_morning(self, today: date) -> None:
        self._depots.receive(self._dispatch.arriving(today, in_the_morning=True), today)

    def _reach_depots(self, today: date) -> None:
        self._depots.receive(self._dispatch.arriving(today, in_the_morning=False), today)

    def _process(self, today: date) -> None:
        for plant in self._plants:
            plant.process(today)

    def _sell(self, today: date) -> None:
        for plant in self._plants:
            plant.sell(today)


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
