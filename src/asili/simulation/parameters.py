"""Every figure that shapes an invented year, each with its unit and its source.

"assumed" marks a figure that nobody measured for this purpose; the words after it say why it is
what it is. Replace them by yours: ``simulate(Request(settings=replace(USUAL, rain_output=0.5)))``.
"""

from dataclasses import dataclass, field, fields
from typing import Final, NamedTuple, TypeVar

Value = TypeVar("Value")


class Parameter(NamedTuple):
    """A parameter as a reader sees it."""

    name: str
    value: object
    unit: str
    source: str


def _given(value: Value, unit: str, source: str) -> Value:
    declared: Value = field(default=value, metadata={"unit": unit, "source": source})
    return declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Named parameters; ranges are (least, most)."""

    # Digging
    bag_g: tuple[int, int] = _given(
        (45_500, 69_500), "g wet", "assumed: a sack that one person carries"
    )
    shift_bags: tuple[int, int] = _given(
        (12, 40), "bags", "assumed: what the teams of one pit bring to the scale on one day"
    )
    team_diggers: tuple[int, int] = _given(
        (5, 7), "diggers", "field studies of artisanal cobalt: a team is 5 to 7 diggers"
    )
    digger_g: tuple[int, int] = _given(
        (35_000, 110_000),
        "g wet per digger and day",
        "below the alarm of 150 kg; BGR estimates for 2017 and 2018 imply 11 to 22 kg dry at 3 % "
        "cobalt over all days of a year, here over days of digging, before hand sorting",
    )

    # Seasons
    rainy_months: tuple[int, ...] = _given(
        (11, 12, 1, 2, 3, 4), "months", "climate of southern Katanga: rain from November to April"
    )
    rain_output: float = _given(0.70, "share of a dry day", "assumed: flooded pits, wet tracks")
    heavy_output: float = _given(0.45, "share of a dry day", "assumed: the rainy month of the run")
    rain_moisture: float = _given(1.35, "factor", "assumed: wet ore in the rains")
    heavy_moisture: float = _given(1.60, "factor", "assumed: the rainy month of the run")
    moisture: tuple[float, float] = _given(
        (0.06, 0.12), "share of wet mass", "assumed: dry season, heterogenite ore of 5 to 12 %"
    )
    drying: float = _given(0.006, "share of wet mass per leg", "assumed: evaporation under way")

    # Grades
    zone_spread: float = _given(0.10, "log standard deviation", "assumed: one deposit, one zone")
    pit_spread: float = _given(0.12, "log standard deviation", "assumed: pits of one site")
    vein_spread: float = _given(0.22, "log standard deviation", "assumed: along one vein")
    vein_memory: float = _given(
        0.95, "correlation of two working days", "assumed: a pit follows its vein for weeks"
    )
    bag_spread: float = _given(0.05, "log standard deviation", "assumed: bags of one day and pit")

    # Scales and instruments
    scale_bias: float = _given(
        0.0025, "largest share", "platform scale, 0.5 % relative when calibrated within 12 months"
    )
    scale_noise: float = _given(
        0.0025, "largest share", "platform scale, 0.5 % relative when calibrated within 12 months"
    )
    scale_step_g: int = _given(100, "g", "assumed: display of a platform scale, bags only")
    xrf_field_u: float = _given(0.12, "relative", "portable XRF on raw bags: 12 %")
    xrf_pulp_u: float = _given(0.04, "relative", "portable XRF on dried pulp: 4 %")
    lab_aas_u: float = _given(0.02, "relative", "laboratory: 1.5 %, and 0.5 % of preparation")
    lab_icp_u: float = _given(0.015, "relative", "laboratory AAS or ICP: 1.5 %")
    bias_share: float = _given(
        0.25, "share of u", "assumed: what of an instrument's uncertainty is the same every day"
    )
    moisture_oven_u: float = _given(0.7, "percentage points", "moisture by oven: 0.7 points")
    moisture_declared_u: float = _given(1.5, "percentage points", "assumed: by hand and eye")

    # Roads
    winding: float = _given(1.4, "road by straight line", "assumed: laterite tracks")
    road_kmh: float = _given(28.0, "km/h", "assumed: loaded lorry, dry track")
    rain_kmh: float = _given(16.0, "km/h", "assumed: loaded lorry, wet track")
    detour: float = _given(3.0, "factor on distance", "assumed: round a bridge that is gone")
    wait_for_road: float = _given(0.5, "share of loads", "assumed: the others take the detour")
    cut_days: tuple[int, int] = _given((14, 28), "days", "assumed: until the bridge is repaired")
    motorcycle_km: float = _given(40.0, "km", "assumed: beyond it bags go by lorry")
    catchment_km: float = _given(20.0, "km", "assumed: depots near a site are preferred")
    rail_share: float = _given(0.6, "share of shipments", "assumed: three in five")

    # Money
    cobalt_start: float = _given(4_800_000.0, "US cents per t", "assumed: order of 2025")
    copper_start: float = _given(1_050_000.0, "US cents per t", "assumed: order of 2025")
    cobalt_volatility: float = _given(0.016, "log per day", "assumed: 25 % in a trading year")
    copper_volatility: float = _given(0.012, "log per day", "assumed: 19 % in a trading year")
    pull: float = _given(0.02, "share per day", "assumed: prices return to their level")
    fall: float = _given(0.28, "share", "assumed: milder than cobalt's fall from 2018 to 2019")
    fall_days: int = _given(20, "days", "assumed: the fall takes four weeks of trading")
    bargain: tuple[float, float] = _given(
        (0.60, 0.95), "share of reference value", "assumed: a seller far from the market"
    )
    cooperative_fee: float = _given(0.05, "share of gross", "invented statutes")
    service_fee: float = _given(0.01, "share of gross", "invented order")
    road_contribution: float = _given(0.03, "share of gross", "assumed: taken without a basis")

    # Plants
    hydroxide_recovery: tuple[float, float] = _given(
        (0.75, 0.92), "share of cobalt", "assumed: leach and precipitation of oxide ore"
    )
    hydroxide_grade: tuple[float, float] = _given(
        (0.28, 0.36), "share of dry mass", "customs labels of crude hydroxide, 26 to 40 %"
    )
    hydroxide_moisture: tuple[float, float] = _given(
        (0.40, 0.55), "share of wet mass", "assumed: filter cake"
    )
    copper_recovery: tuple[float, float] = _given(
        (0.78, 0.92), "share of copper", "assumed: cementation and leach residue"
    )
    copper_grade: tuple[float, float] = _given(
        (0.62, 0.78), "share of dry mass", "customs labels of copper concentrate, 16 to 65 %, up"
    )
    copper_moisture: tuple[float, float] = _given(
        (0.05, 0.12), "share of wet mass", "assumed: dried cake"
    )

    # Paper
    late_share: float = _given(0.01, "share of assays", "assumed: copied from paper days later")
    late_days: tuple[int, int] = _given((2, 9), "days", "assumed: until the paper is found")
    mistyped_share: float = _given(
        0.004, "share of assays", "assumed: a shifted decimal, voided within the hour"
    )


USUAL: Final = Settings()


def parameters(settings: Settings = USUAL) -> tuple[Parameter, ...]:
    """Every parameter with its value, unit and source."""
    return tuple(
        Parameter(f.name, getattr(settings, f.name), f.metadata["unit"], f.metadata["source"])
        for f in fields(settings)
    )
