"""Each heading of the report: its table as printed, and nothing besides."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from asili.domain.insight.report.evaluation import CHOICES, RATINGS
from asili.domain.insight.report.sections import SECTIONS

pytestmark = pytest.mark.django_db


def section(client: Client, slug: str, language: str = "en") -> str:
    address = reverse("portal:report-section", args=[slug])
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def cells(html: str) -> list[str]:
    table = html[html.index("sheet-table") : html.index("</table>")]
    return re.findall(r"<td data-label=.*?</td>", table, flags=re.DOTALL)


@pytest.mark.parametrize("language", ["en", "fr", "sw"])
@pytest.mark.parametrize("slug", [section.slug for section in SECTIONS])
def test_every_section_has_a_page_in_every_language(
    client: Client, slug: str, language: str
) -> None:
    assert "{{" not in section(client, slug, language)


def test_the_focus_groups_have_five_columns_and_the_last_is_empty(client: Client) -> None:
    found = cells(section(client, "focus-groups"))
    assert len(found) == 5
    assert ['class="ref"' in cell for cell in found] == [True] * 4 + [False]
    assert 'data-label="ASM"' in found[-1]


def test_an_empty_cell_of_the_report_stays_empty(client: Client) -> None:
    found = cells(section(client, "breakouts/1"))
    empty = [index for index, cell in enumerate(found) if "empty in the report" in cell]
    assert empty == [14, 15]  # waste recycling: prerequisites and in charge


def test_the_annexes_say_which_one_was_supplied(client: Client) -> None:
    introduction = section(client, "introduction")
    assert introduction.count("not supplied</span>") == 5
    assert introduction.count(">supplied</span>") == 1


def test_the_evaluation_shows_every_tally_as_printed(client: Client) -> None:
    evaluation = section(client, "evaluation")
    for choice in CHOICES:
        for _letter, name, tally in choice.options:
            assert re.search(rf"{name}</th>\s*<td class=\"number\">{tally}</td>", evaluation)
    for rating in RATINGS:
        row = evaluation[evaluation.index(f'href="#{rating.statement}"') :]
        printed = [int(number) for number in re.findall(r'number">(\d+)</td>', row)[:7]]
        assert printed == [*rating.tallies, rating.not_applicable, rating.n]


def test_the_evaluation_prints_means_to_two_decimals(client: Client) -> None:
    evaluation = section(client, "evaluation")
    for mean in ("4.35", "3.35", "4.05", "3.95", "4.10", "4.36"):
        assert f'<td class="number">{mean}</td>' in evaluation


def test_the_roadmap_shows_shares_and_no_pledge(client: Client) -> None:
    roadmap = section(client, "roadmap")
    funding = roadmap[roadmap.index('id="funding"') : roadmap.index("</table>")]
    assert re.findall(r">(\d+\.\d\d)</td>", funding) == ["3.33", "3.33", "0.74", "7.40"]
    assert funding.count("not recorded") == 4
