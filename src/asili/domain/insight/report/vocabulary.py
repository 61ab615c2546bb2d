"""Code lists of the catalogue and of its coverage, with their names for people."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(StrEnum):
    """What Asili does about a statement today."""

    WORKS = "works"
    RECORDED_ONLY = "recorded_only"
    NOT_YET = "not_yet"
    NONE_FOLLOWS = "none_follows"


STATES = {
    State.WORKS: _("works"),
    State.RECORDED_ONLY: _("recorded only"),
    State.NOT_YET: _("not yet"),
    State.NONE_FOLLOWS: _("none follows"),
}

STATE_MEANINGS = {
    State.WORKS: _("A page answers it, and a named test proves it."),
    State.RECORDED_ONLY: _("Its content of 2007 is shown as data; nothing acts on it."),
    State.NOT_YET: _("Nothing in Asili answers it so far."),
    State.NONE_FOLLOWS: _("No software follows from it."),
}

GROUPS = {
    "ALL": _("Whole workshop"),
    "ORG": _("Organisers and opening"),
    "GOV": _("Government"),
    "LSM": _("Mining companies"),
    "DON": _("Donors"),
    "NGO": _("NGOs, media and others"),
    "PACT": _("Kolwezi study"),
    "BRK": _("Working groups"),
    "PAR": _("Participants' forms"),
}

KINDS = {
    "Nu": _("fact or figure"),
    "Ob": _("objective"),
    "Co": _("comment"),
    "Ch": _("challenge"),
    "Ex": _("expectation"),
    "So": _("solution"),
    "Fi": _("finding"),
    "Mi": _("milestone"),
    "Ac": _("activity"),
    "Pl": _("background"),
    "Pr": _("prerequisite"),
    "Re": _("in charge"),
    "Ev": _("tally"),
    "In": _("intention"),
}

MODULES = {
    "TRC": _("Traceability"),
    "REG": _("Registry"),
    "MAP": _("Cartography"),
    "ZON": _("Choosing artisanal zones"),
    "REV": _("Revenue"),
    "FND": _("Community fund"),
    "REL": _("LSM-ASM relations"),
    "CHD": _("Child protection"),
    "LIV": _("Livelihoods and training"),
    "PRO": _("Local procurement"),
    "HIM": _("Labour-intensive works"),
    "INF": _("Infrastructure"),
    "PLN": _("Plans and follow-up"),
    "WKS": _("Workshops and evaluation"),
    "COM": _("Communication and library"),
    "OBL": _("Legal obligations"),
    "COR": _("Common ground"),
    "NONE": pgettext_lazy("module", "None"),
}

REASONS: dict[str, Promise | str] = {
    "": "",
    "not-built": _("This part of Asili is not built yet."),
    "context": _("It describes the state of things; a program cannot change it."),
    "opinion": _("It is an opinion on the workshop; nothing is to be built from it."),
    "law-reform": _("Only a change of the law answers it."),
    "premise": _("It is a premise that the group shared, not a request."),
    "agreement": _("It is an agreement in principle; the solutions themselves are listed apart."),
    "advocacy": _("It announces advocacy by a participant; nothing is to be built from it."),
    "event": _("The fact is shown with the report; Asili does not run workshops yet."),
    "absent": _("The gap is shown as it was; ASM cannot yet fill it in Asili itself."),
    "annexes": _("Six annexes were announced and one was supplied; the list says which."),
    "funders": _(
        "The funders of the study are shown; the report names no contributor to the fund."
    ),
    "topics": _("The topics are shown; the studies themselves were not supplied."),
    "vision": _("The vision of 2007 is shown as written; no result is measured against it yet."),
    "options": _("The options are shown; the report does not say that one was chosen."),
    "funding": _("Shares and target are shown as proposed; the report prints no pledge."),
    "sheet": _("The row is shown as printed; nobody can yet take it up in Asili."),
    "gap": _("The gap is shown as printed: no prerequisite and no one in charge."),
    "totals": _("The report prints totals only, so the answers cannot be compared by sex."),
    "answers": _("The answer is shown in our words; it is not sorted by theme yet."),
    "intention": _("The report gives no name, date or means, so no promise is made out of it."),
    "coverage": _(
        "The report pages say what Asili does about each statement, not yet what became of it "
        "in the province."
    ),
    "certification": _(
        "Trade is recorded in the chain of custody; certification is not built yet."
    ),
    "tailings": _("Tailings are a kind of lot in the chain of custody, not yet a kind of site."),
    "zones": _("Zones and their overlaps are shown; choosing a new zone is not built yet."),
    "census": _("People, cooperatives and zones are registered; there is no census campaign yet."),
    "cooperatives": _(
        "Cooperatives and their members are registered; founding one is not guided yet."
    ),
    "statement": _("The sites behind a shipment are shown; a buyer cannot yet sign a statement."),
    "price": _("Prices paid and deductions are recorded; complaints are not built yet."),
    "anomalies": _(
        "Differences in the chain are listed to be explained; prices are not compared yet."
    ),
    "spoken": _("Pages are in French, English and Swahili; there is no sound yet."),
    "provinces": _(
        "Programme and province are in every record; the demonstration has one province."
    ),
    "legal": _("A card or licence is judged as it was on the day; nobody is called illegal."),
    "constituencies": _("The five groups are the constituencies of every organisation registered."),
    "minors": _("A minor is never registered as a digger; cases of children are not followed yet."),
}
