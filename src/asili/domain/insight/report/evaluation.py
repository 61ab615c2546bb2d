"""Annex 2: the tallies of 43 evaluation forms as printed, and what can be computed from them.

The report prints totals only. Answers "N/A" stand outside number, mean and spread; the standard
deviation is that of the sample (n - 1).
"""

import math
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FORMS = 43


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with one answer out of a few; the letters are those of the form."""

    number: int
    statement: str
    title: Promise
    options: tuple[tuple[str, Promise, int], ...]

    @property
    def total(self) -> int:
        """Number of forms counted, those without an answer included."""
        return sum(tally for _letter, _name, tally in self.options)


@dataclass(frozen=True, slots=True)
class Rating:
    """A question answered on a scale from 1 (least) to 5 (most), and how often each was given."""

    number: int
    statement: str
    title: Promise
    tallies: tuple[int, int, int, int, int]
    not_applicable: int

    @property
    def n(self) -> int:
        """Number of forms with a rating."""
        return sum(self.tallies)

    @property
    def total(self) -> int:
        """Number of forms, N/A included."""
        return self.n + self.not_applicable

    @property
    def mean(self) -> Fraction:
        """Arithmetic mean of the ratings, exact."""
        return Fraction(sum(mark * tally for mark, tally in enumerate(self.tallies, 1)), self.n)

    @property
    def median(self) -> Fraction:
        """The middle rating, or the mean of the two in the middle."""
        marks = [mark for mark, tally in enumerate(self.tallies, 1) for _ in range(tally)]
        return Fraction(marks[(self.n - 1) // 2] + marks[self.n // 2], 2)

    @property
    def deviation(self) -> float:
        """Standard deviation of the sample."""
        squares = sum((mark - self.mean) ** 2 * tally for mark, tally in enumerate(self.tallies, 1))
        return math.sqrt(squares / (self.n - 1))

    @property
    def top_two_percent(self) -> Fraction:
        """Share of ratings that are 4 or 5, in percent."""
        return Fraction(100 * (self.tallies[3] + self.tallies[4]), self.n)


CHOICES = (
    Choice(
        1,
        "S-290",
        _("Main role in the workshop"),
        (
            ("a", _("Participant"), 29),
            ("b", _("Observer"), 3),
            ("c", _("Resource person"), 7),
            ("d", _("Other"), 2),
            ("e", _("No response"), 2),
        ),
    ),
    Choice(
        2,
        "S-291",
        _("How much of it the person attended"),
        (
            ("a", _("All of it"), 26),
            ("b", _("Most of it"), 13),
            ("c", _("Half or less of it"), 3),
            ("e", _("No response"), 1),
        ),
    ),
    Choice(3, "S-292", _("Gender"), (("a", _("Male"), 35), ("b", _("Female"), 8))),
)

RATINGS = (
    Rating(4, "S-293", _("Relevance to one's work"), (1, 0, 7, 10, 25), 0),
    Rating(5, "S-294", _("Information that was new"), (3, 8, 8, 14, 7), 3),
    Rating(6, "S-295", _("Usefulness of the information"), (1, 2, 8, 14, 17), 1),
    Rating(7, "S-296", _("Focus on what one needed to learn"), (0, 4, 11, 9, 17), 2),
    Rating(8, "S-297", _("Content matched the objectives announced"), (0, 1, 8, 19, 14), 1),
    Rating(9, "S-298", _("Overall usefulness"), (0, 0, 7, 13, 22), 1),
)
