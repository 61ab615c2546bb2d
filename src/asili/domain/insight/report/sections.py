"""The headings of the report, in its order: they are also the menu of Asili."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the report.

    ``key`` is what the catalogue calls it, ``numeral`` the report's own number of a working
    group ("" elsewhere), ``title`` the heading and ``short`` its form in a menu.
    """

    key: str
    slug: str
    numeral: str
    title: Promise
    short: Promise

    @property
    def is_working_group(self) -> bool:
        """True for the six breakout sessions."""
        return bool(self.numeral)


SECTIONS = (
    Section(
        "0 Frame",
        "introduction",
        "",
        _("Introduction, objectives and opening"),
        _("Introduction"),
    ),
    Section(
        "1 Focus groups",
        "focus-groups",
        "",
        _("Focus group meetings"),
        _("Focus groups"),
    ),
    Section(
        "2 Kolwezi roadmap",
        "roadmap",
        "",
        _("Artisanal mining transition in Kolwezi"),
        _("Kolwezi roadmap"),
    ),
    Section(
        "3.I Livelihoods",
        "breakouts/1",
        "I",
        _("Alternative livelihoods"),
        pgettext_lazy("menu", "Livelihoods"),
    ),
    Section(
        "3.II Infrastructure",
        "breakouts/2",
        "II",
        _("Agreement on the milestones for developing infrastructure by all stakeholders"),
        pgettext_lazy("menu", "Infrastructure"),
    ),
    Section(
        "3.III Strengthen ASM",
        "breakouts/3",
        "III",
        _("Practical steps towards strengthening ASM in DRC"),
        pgettext_lazy("menu", "Strengthening ASM"),
    ),
    Section(
        "3.IV LSM-ASM guidance",
        "breakouts/4",
        "IV",
        _("Discussion about draft LSM-ASM relations guidance document"),
        pgettext_lazy("menu", "LSM-ASM relations"),
    ),
    Section(
        "3.V Traceability",
        "breakouts/5",
        "V",
        _("ASM production traceability"),
        pgettext_lazy("menu", "Traceability"),
    ),
    Section(
        "3.VI New projects",
        "breakouts/6",
        "VI",
        _("Do we have to remain prisoners of new mining projects?"),
        pgettext_lazy("menu", "New projects"),
    ),
    Section(
        "4 Evaluation form",
        "evaluation",
        "",
        _("Evaluation by the participants (annex 2)"),
        pgettext_lazy("menu", "Evaluation"),
    ),
)

BY_KEY = {section.key: section for section in SECTIONS}
BY_SLUG = {section.slug: section for section in SECTIONS}
WORKING_GROUPS = tuple(section for section in SECTIONS if section.is_working_group)
