"""Where in the report a statement stands: its headings and rows, in printed order."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, or a row of a table, and the numbers of the statements below it."""

    section: str
    title: Promise
    numbers: tuple[int, ...]


def _run(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1))


HEADINGS = (
    Heading("introduction", _("Introduction"), _run(1, 3)),
    Heading("introduction", _("Introduction, objectives 1 to 4"), _run(7, 10)),
    Heading("introduction", _("Background and concept"), (4,)),
    Heading("introduction", _("Workshop outline"), (5,)),
    Heading("introduction", _("Annexes"), (6,)),
    Heading("introduction", _("Focus group meetings, first paragraph"), _run(11, 13)),
    Heading("introduction", _("Opening welcome"), (381, 14, 15)),
    Heading("focus-groups", _("The table"), (382,)),
    Heading("focus-groups", _("Government, challenges, ASM"), _run(16, 23)),
    Heading("focus-groups", _("Government, challenges, LSM"), _run(24, 27)),
    Heading("focus-groups", _("Government, expectations"), _run(28, 37)),
    Heading("focus-groups", _("Mining companies, challenges"), _run(38, 44)),
    Heading("focus-groups", _("Mining companies, solutions"), _run(45, 50)),
    Heading("focus-groups", _("Mining companies, expectations"), _run(51, 53)),
    Heading("focus-groups", _("Donors, challenges"), _run(54, 60)),
    Heading("focus-groups", _("Donors, solutions"), _run(61, 67)),
    Heading("focus-groups", _("Donors, expectations"), _run(68, 76)),
    Heading("focus-groups", _("Donors, comment below the list"), (77,)),
    Heading("focus-groups", _("NGOs, media and others, challenges"), _run(78, 91)),
    Heading("focus-groups", _("NGOs, media and others, solutions"), _run(92, 102)),
    Heading("focus-groups", _("NGOs, media and others, expectations"), _run(103, 108)),
    Heading("roadmap", _("Funded by"), (109,)),
    Heading("roadmap", _("Key research results"), _run(110, 122)),
    Heading("roadmap", _("Key outputs and impacts"), _run(123, 127)),
    Heading("roadmap", _("Vision statement by 2015"), (128,)),
    Heading("roadmap", _("Goals and objectives"), _run(129, 138)),
    Heading("roadmap", _("Sector activities"), _run(139, 145)),
    Heading("roadmap", _("Approach and management"), _run(146, 150)),
    Heading("roadmap", _("Funding proposal"), _run(151, 154)),
    Heading("roadmap", _("Conclusion"), _run(155, 158)),
    Heading("breakouts/1", _("Participant driven breakout sessions"), (159,)),
    Heading("breakouts/1", _("Background"), _run(160, 162)),
    Heading("breakouts/1", _("Row 1, supply chain"), (163, 181)),
    Heading("breakouts/1", _("Row 2, farming and agribusiness"), (164, 165, 166, 182)),
    Heading("breakouts/1", _("Rows 1 and 2, prerequisites"), _run(175, 177)),
    Heading(
        "breakouts/1", _("Row 3, ASM in infrastructure"), (*_run(167, 170), *_run(178, 180), 183)
    ),
    Heading("breakouts/1", _("Row 4, waste recycling"), (171, 172, 173, 184)),
    Heading("breakouts/1", _("Row 5, capacity building"), (174, 185)),
    Heading("breakouts/2", _("Row 1, needs of the mines"), (186, 191, 192, 193, 202)),
    Heading("breakouts/2", _("Row 2, shortlist"), (187, 194, 195, 196, 203)),
    Heading("breakouts/2", _("Row 3, memorandum"), (188, 197, 204)),
    Heading("breakouts/2", _("Row 4, feasibility study"), (189, 198, 199, 205)),
    Heading("breakouts/2", _("Row 5, bankable projects"), (190, 200, 201, 206)),
    Heading("breakouts/2", _("Rows 1 to 5, in charge"), (207,)),
    Heading("breakouts/3", _("Objectives"), _run(208, 219)),
    Heading("breakouts/3", _("Activities"), _run(220, 230)),
    Heading("breakouts/3", _("Preconditions"), (231, 232)),
    Heading("breakouts/3", _("Responsibility"), (233,)),
    Heading("breakouts/4", _("Business case for LSM"), _run(234, 241)),
    Heading("breakouts/4", _("Definition"), _run(242, 245)),
    Heading("breakouts/4", _("Objectives"), _run(246, 254)),
    Heading("breakouts/4", _("Knowledge and communication"), _run(255, 260)),
    Heading("breakouts/4", _("Prevention"), _run(261, 264)),
    Heading("breakouts/4", _("Diversion"), _run(265, 268)),
    Heading("breakouts/5", _("Objectives"), _run(269, 272)),
    Heading("breakouts/5", _("Activities"), _run(273, 275)),
    Heading("breakouts/5", _("Preconditions"), (276,)),
    Heading("breakouts/5", _("Responsibility"), (277,)),
    Heading("breakouts/6", _("First paragraph"), (278,)),
    Heading("breakouts/6", _("A. Large scale mining"), _run(279, 282)),
    Heading("breakouts/6", _("B. Artisanal and small-scale mining"), _run(283, 286)),
    Heading("breakouts/6", _("C. Infrastructures"), (287, 288)),
    Heading("evaluation", _("Forms completed"), (289,)),
    Heading("evaluation", _("Questions 1 to 3"), _run(290, 292)),
    Heading("evaluation", _("Questions 4 to 9"), _run(293, 298)),
    Heading("evaluation", _("Questions 10 to 13"), (299,)),
    Heading("evaluation", _("Question 10, most useful: participants"), _run(300, 310)),
    Heading("evaluation", _("Question 10, most useful: resource persons"), _run(311, 313)),
    Heading("evaluation", _("Question 10, most useful: observers"), _run(314, 316)),
    Heading("evaluation", _("Question 10, most useful: other"), _run(317, 319)),
    Heading("evaluation", _("Question 11, least useful: participants"), _run(320, 332)),
    Heading("evaluation", _("Question 11, least useful: other"), _run(333, 334)),
    Heading("evaluation", _("Question 12, intentions: participants"), _run(335, 351)),
    Heading("evaluation", _("Question 12, intentions: resource persons"), _run(352, 356)),
    Heading("evaluation", _("Question 12, intentions: observers"), _run(357, 358)),
    Heading("evaluation", _("Question 12, intentions: other"), _run(359, 360)),
    Heading("evaluation", _("Question 13, suggestions: participants"), _run(361, 373)),
    Heading("evaluation", _("Question 13, suggestions: resource persons"), _run(374, 377)),
    Heading("evaluation", _("Question 13, suggestions: observers"), (378,)),
    Heading("evaluation", _("Question 13, suggestions: other"), _run(379, 380)),
)
