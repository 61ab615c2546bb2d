"""A cell becomes exactly what was written, in any notation, or a problem that says why not."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.core.imports.cells import dates, numbers, positions, words
from asili.core.imports.cells.notation import Notation, bare, plain
from asili.core.imports.cells.reader import CellReader
from asili.core.imports.problems import BadCell
from asili.core.imports.targets import Field, Kind

TODAY = date(2026, 6, 1)
OPEN = Notation(TODAY)
COMMA, POINT = Notation(TODAY, decimal=","), Notation(TODAY, decimal=".")
KATANGA = (12.2, -13.5, 31.4, 5.4)

decimals = st.decimals(
    min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False
)


def grouped(number: Decimal, thousands: str, sign: str) -> str:
    """The number as a spreadsheet of some language shows it; written apart from the reader."""
    whole, _, rest = f"{abs(number):.2f}".partition(".")
    parts = []
    while whole:
        whole, part = whole[:-3], whole[-3:]
        parts.insert(0, part)
    minus = "-" if number < 0 else ""
    return f"{minus}{thousands.join(parts)}{sign}{rest}"


@given(decimals, st.sampled_from([" ", "\u00a0", "\u202f", "'", "\u2019", "", "."]))
def test_a_number_with_a_decimal_comma_is_read_back(number: Decimal, thousands: str) -> None:
    assert numbers.parse_decimal(grouped(number, thousands, ","), COMMA).value == number


@given(decimals, st.sampled_from([" ", "'", "", ","]))
def test_a_number_with_a_decimal_point_is_read_back(number: Decimal, thousands: str) -> None:
    found = numbers.parse_decimal(grouped(number, thousands, "."), OPEN)
    assert found.value == number


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_is_read_in_any_grouping(number: int) -> None:
    for thousands in (" ", ",", ".", "'"):
        text = grouped(Decimal(number), thousands, "|").partition("|")[0]
        assert numbers.parse_integer(text, OPEN).value == number


@given(st.integers(1, 999), st.integers(0, 999))
def test_one_sign_before_three_digits_is_in_doubt_until_the_file_settles_it(
    before: int, after: int
) -> None:
    text = f"{before},{after:03}"
    assert numbers.parse_decimal(text, OPEN).ambiguous
    assert numbers.parse_decimal(text, COMMA) == numbers.Number(Decimal(text.replace(",", ".")))
    assert numbers.parse_decimal(text, POINT) == numbers.Number(Decimal(text.replace(",", "")))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_a_number_of_a_workbook_keeps_the_digits_that_it_shows(number: float) -> None:
    assert numbers.parse_decimal(number, OPEN).value == Decimal(repr(number))


@pytest.mark.parametrize(
    "text", ["12,34,5", "1 23", "12a", "", "--3", "1e999", "nan", "inf", "=1+1", "1,2,3.4", "٣,٤"]
)
def test_what_is_no_number_is_a_problem(text: str) -> None:
    with pytest.raises(BadCell):
        numbers.parse_decimal(text, OPEN)


@pytest.mark.parametrize("text", ["1000000000000000", "1e15", "1 000 000 001", "2000000 t"])
def test_a_mass_that_no_lot_has_is_refused(text: str) -> None:
    with pytest.raises(BadCell, match=r"imports.(mass-too-large|too-large)"):
        numbers.parse_kilograms(text, COMMA)


@pytest.mark.parametrize(
    ("text", "grams"),
    [("12,5 kg", 12_500), ("1 234.567", 1_234_567), ("2 t", 2_000_000), (3, 3000)],
)
def test_a_mass_is_whole_grams(text: str | int, grams: int) -> None:
    assert numbers.parse_kilograms(text, OPEN).value == grams


FRENCH = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
          "octobre", "novembre", "décembre")  # fmt: skip
SHORT = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
         "déc.")  # fmt: skip


@given(st.dates(date(1930, 1, 1), date(2099, 12, 31)))
def test_a_date_is_read_back_from_many_notations(day: date) -> None:
    month = FRENCH[day.month - 1]
    ordinal = "1er" if day.day == 1 else str(day.day)
    for text in (
        day.isoformat(),
        f"{day.isoformat()}T12:30:00Z",
        f"{day:%d/%m/%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d-%m-%Y}",
        f"{ordinal} {month} {day.year}",
        f"Lundi {day.day} {month.upper()} {day.year}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day}-{SHORT[day.month - 1]}-{day.year}",
    ):
        assert dates.parse_date(text, Notation(TODAY, day_first=True)).value == day, text


@given(st.dates(date(1930, 1, 1), date(2099, 12, 31)))
def test_a_number_of_days_is_read_as_excel_counts_and_said_to_be(day: date) -> None:
    serial = (day - date(1900, 3, 1)) // timedelta(days=1) + 61
    found = dates.parse_date(str(serial), OPEN)
    assert (found.value, found.in_doubt) == (day, True)


@given(st.integers(1, 12), st.integers(1, 12))
def test_day_and_month_that_could_be_exchanged_are_in_doubt(day: int, month: int) -> None:
    found = dates.parse_date(f"{day}/{month}/2024", OPEN)
    assert found.value == date(2024, month, day)
    assert found.in_doubt is (day != month)
    settled = dates.parse_date(f"{day}/{month}/2024", Notation(TODAY, day_first=False))
    assert settled == dates.Day(date(2024, day, month))


@pytest.mark.parametrize(("text", "year"), [("3.4.24", 2024), ("3.4.27", 2027), ("3.4.68", 1968)])
def test_two_digits_are_the_latest_year_and_in_doubt(text: str, year: int) -> None:
    found = dates.parse_date(text, Notation(TODAY, day_first=True))
    assert (found.value.year, found.in_doubt) == (year, True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/2024", "imports.no-such-day"),
        ("2024", "imports.only-a-year"),
        ("hier", "imports.not-a-date"),
        ("12345678901", "imports.not-a-date"),
        ("5 brumaire 2024", "imports.not-a-date"),
    ],
)
def test_what_is_no_date_says_why(text: str, code: str) -> None:
    with pytest.raises(BadCell, match=code):
        dates.parse_date(text, OPEN)


def test_parts_of_a_date_join_in_either_order() -> None:
    for parts in (["5", "3", "2024"], ["2024", "3", "5"]):
        text = dates.from_parts(parts)
        assert dates.parse_date(text, Notation(TODAY, day_first=True)).value == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "value"),
    [("Oui", True), ("non", False), ("X", True), ("0", False), ("YES", True), ("Ndiyo", True)],
)
def test_yes_and_no_are_read_in_three_languages(text: str, value: bool) -> None:
    assert words.parse_boolean(text) is value


@pytest.mark.parametrize(
    ("text", "sex"), [("Féminin", "f"), ("H", "m"), ("Mwanamke", "f"), ("masc.", None), ("2", None)]
)
def test_sex_is_read_or_asked(text: str, sex: str | None) -> None:
    if sex is None:
        with pytest.raises(BadCell):
            words.parse_sex(text)
    else:
        assert words.parse_sex(text) == sex


@pytest.mark.parametrize(
    "raw", ["099 123 45 67", "+243 99-123-4567", "00243991234567", "243991234567", 991234567]
)
def test_a_telephone_has_one_form(raw: str | int) -> None:
    assert words.parse_phone(raw, OPEN) == "+243991234567"


def test_a_near_miss_of_a_choice_is_suggested_and_never_taken() -> None:
    known = words.vocabulary({"site": ("mine site", "carrière"), "depot": ("dépôt",)})
    assert words.parse_choice("  CARRIERE ", known) == "site"
    with pytest.raises(BadCell) as caught:
        words.parse_choice("depto", known)
    assert "depot" in caught.value.problem.way_out


def test_capitals_tell_the_parts_of_a_name() -> None:
    assert words.split_name("KALALA NGOY Jean-Pierre") == ("KALALA NGOY", "Jean-Pierre")
    assert words.split_name("Kalala Jean") == ("Kalala Jean", "")


degrees = st.integers(-1800000000, 1800000000).map(lambda e7: Decimal(e7).scaleb(-7))


@given(degrees)
def test_a_longitude_is_read_back_from_decimal_degrees(value: Decimal) -> None:
    letter = "O" if value < 0 else "E"
    for text in (str(value), str(value).replace(".", ","), f"{abs(value):.7f}° {letter}"):
        assert positions.parse_longitude(text, OPEN) == value


@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 599))
def test_a_latitude_is_read_from_degrees_minutes_seconds(
    degrees: int, minutes: int, tenths: int
) -> None:
    exact = -(Decimal(degrees) + Decimal(minutes) / 60 + Decimal(tenths) / 36000)
    seconds = f"{tenths // 10},{tenths % 10}"
    for text in (
        f"{degrees}°{minutes}'{seconds}\" S",
        f"S {degrees} {minutes} {seconds}",
        f"{degrees}\u00b0 {minutes}\u2032 {seconds}\u2033 sud",
    ):
        assert abs(positions.parse_latitude(text, OPEN) - exact) <= Decimal("0.00000005"), text


@given(st.decimals("12.3", "31.3", places=4), st.decimals("-13.4", "-0.1", places=4))
def test_exchanged_axes_and_lost_signs_are_noticed(longitude: Decimal, latitude: Decimal) -> None:
    assert positions.judge_position(latitude, longitude, KATANGA) is None
    swapped = positions.judge_position(longitude, latitude, KATANGA)
    assert swapped
    assert swapped.code == "imports.swapped"
    lost = positions.judge_position(-latitude, longitude, KATANGA)
    assert (
        lost is None if -latitude <= Decimal("5.4") else lost and lost.code == "imports.lost-sign"
    )


@pytest.mark.parametrize("text", ["10.5 E", "553000", "910", "nord"])
def test_what_is_no_latitude_is_a_problem(text: str) -> None:
    with pytest.raises(BadCell):
        positions.parse_latitude(text, OPEN)


def test_nothing_recorded_is_told_from_zero() -> None:
    reader = CellReader(Field("workers", "Workers", Kind.INTEGER, low=0), OPEN)
    assert [reader(raw)[0] for raw in (None, "", "n/a", "Inconnu", "0", 0)] == [
        None, None, None, None, 0, 0,
    ]  # fmt: skip
    with pytest.raises(BadCell, match="too-low"):
        reader("-1")


def test_a_formula_stays_text_and_its_guard_goes() -> None:
    assert plain("=HYPERLINK(1)") == "=HYPERLINK(1)"
    assert plain("'=1+1") == "=1+1"
    assert plain("'tis") == "'tis"
    with pytest.raises(BadCell, match="spreadsheet-error"):
        plain("#REF!")


@given(st.text())
def test_text_of_any_kind_is_kept_clean_or_refused(text: str) -> None:
    reader = CellReader(Field("name", "Name"), OPEN)
    try:
        value, _notes = reader(text)
    except BadCell:
        return
    assert value is None or (value == value.strip() and "\x00" not in value)


@given(st.sampled_from(list(Kind)), st.text(max_size=30) | st.floats() | st.integers())
def test_no_cell_of_any_kind_breaks_the_reader(kind: Kind, raw: str | float | int) -> None:
    reader = CellReader(Field("field", "Field", kind, choices={"a": ("b",)}), OPEN)
    with suppress(BadCell):
        reader(raw)


def test_words_are_compared_without_their_dress() -> None:
    assert bare("  N° de l'Opérateur_(coopérative) ") == "n de l operateur cooperative"
