"""Invented names; a test refuses any that occurs in the report of 2007 or in imported data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

PROGRAMME: Final = "SIMU"
PROVINCE: Final = "CD-LU"
ATTRIBUTION: Final = (
    "Simulated by Asili: people, firms, places, masses and money are invented; "
    "any likeness is chance."
)

ZONES: Final = (
    "Lufimbo",
    "Tondoza",
    "Kashiluvo",
    "Kanyembulo",
    "Lwamisesa",
    "Tukondeka",
    "Mwabelu",
    "Kilusheba",
    "Ndembelwa",
    "Shindaiko",
)
TITLES: Final = ("Nkelesha", "Mbalushi")
COMPANIES: Final = ("Cuivrière Nkelesha SA", "Mbalushi Cobalt SA")
COOPERATIVES: Final = (
    "Coopérative Twambeso",
    "Coopérative Lushembe",
    "Coopérative Kapumbweka",
    "Coopérative Musolwesi",
    "Coopérative Nkaiseba",
    "Coopérative Lukwamesa",
    "Coopérative Bwishamo",
    "Coopérative Kafwilembe",
)
SITES: Final = (
    "Mulesho",
    "Kantobwe",
    "Tukweso",
    "Shimunda",
    "Katuvala",
    "Bisonga",
    "Tumbulesha",
    "Nkontolwa",
    "Kasweleko",
    "Mukandisha",
    "Lubwetamo",
    "Kishampala",
    "Dilolweso",
    "Nsambelumo",
    "Kalumbisha",
    "Mwengushi",
    "Kabolwesa",
    "Tandamuka",
    "Shamutolo",
    "Kyalondwe",
    "Mufwelesa",
    "Kanzeloka",
    "Lusambwiko",
    "Munkeleza",
    "Kadilusha",
    "Tshelwamo",
    "Bambulesho",
    "Kolwimaka",
    "Kasenshilo",
    "Lwembashi",
)
PITS: Final = ("Est", "Milieu", "Ouest")
DEPOTS: Final = (
    "Dépôt Mukelwe",
    "Dépôt Ngolwesi",
    "Dépôt du Kilomètre Vingt-Deux et Demi",
    "Dépôt Musonkelwa",
    "Dépôt Nguvulesa",
    "Dépôt Kimwandesho",
    "Dépôt Sakulembo",
    "Dépôt Katengwisha",
    "Dépôt Mpelwisa",
    "Dépôt Ntondwiko",
)
TRADERS: Final = (
    "Négoce Shilongwe",
    "Négoce Kapelwa",
    "Négoce Musebele",
    "Négoce Fumbelusha",
    "Négoce Kashobwena",
    "Négoce Lukelwenda",
    "Négoce Mbwinzela",
    "Négoce Shikolweta",
    "Négoce Kanselumbo",
    "Négoce Muntolwasa",
)
PLANTS: Final = (
    "Usine hydrométallurgique de Lwishiko",
    "Usine hydrométallurgique de Dikwelusha",
    "Usine hydrométallurgique de Luvilendo",
)
PROCESSORS: Final = (
    "Lwishiko Traitement SA",
    "Dikwelusha Traitement SA",
    "Luvilendo Traitement SA",
)
EXPORTER: Final = "Sambwelo Export SARL"
AUTHORITY: Final = "Bureau provincial des mines (simulé)"
SERVICE: Final = "Service d'inspection des sites (simulé)"
CERTIFIER: Final = "Service de certification (simulé)"
COMMITTEE: Final = "Comité du fonds communautaire de Lufimbo"
PROTECTION: Final = "Association Nzelwa pour l'enfance"
FIELD: Final = "Équipe de terrain Kivundwe"
LABORATORIES: Final = (
    "Laboratoire de Lwishiko",
    "Laboratoire de Dikwelusha",
    "Laboratoire de Luvilendo",
)
YARD: Final = "Gare de triage de Pambulo"
BORDER: Final = "Poste frontière de Dikelwe"
OFFICE: Final = "Bureau provincial des mines, siège"


@dataclass(frozen=True, slots=True)
class Character:
    """One of the cast: the sign-in, the full name, the role of the account, its organisation."""

    login: str
    name: str
    sex: str
    role: str
    organisation: str
    title: str


CAST: Final = (
    Character("amina", "Amina Lumesha", "f", "cooperative", COOPERATIVES[0], "secretary"),
    Character("banza", "Banza Mavumelo", "m", "trader", TRADERS[0], "buyer"),
    Character("chantal", "Chantal Bwelanga", "f", "inspector", SERVICE, "inspector"),
    Character("daniel", "Daniel Fwamiso", "m", "company", COMPANIES[0], "community relations"),
    Character("esperance", "Espérance Lwelesa", "f", "fund", COMMITTEE, "chair"),
    Character("felix", "Félix Muvelwa", "m", "field_agent", FIELD, "field agent"),
    Character("grace", "Grace Ndashilo", "f", "child_protection", PROTECTION, "case worker"),
    Character("henri", "Henri Kelusha", "m", "verifier", CERTIFIER, "verifier"),
    Character("ilunga", "Ilunga Mboleshi", "m", "validator", CERTIFIER, "validator"),
    Character("josephine", "Joséphine Zelwango", "f", "exporter", EXPORTER, "shipping clerk"),
    Character("kasongo", "Kasongo Umbelwa", "m", "authority", AUTHORITY, "head of office"),
)
"""The people who sign in to the demonstration; `role` is a value of `asili.core.access.Role`."""

STRANGER: Final = "stranger"
"""Sign-in of somebody with an account and no role at all."""

FIRST_NAMES: Final = (
    ("Béatrice", "f"),
    ("Cédric", "m"),
    ("Délphine", "f"),
    ("Étienne", "m"),
    ("Florence", "f"),
    ("Gaston", "m"),
    ("Hortense", "f"),
    ("Isidore", "m"),
)
SURNAMES: Final = (
    "Kipashilo",
    "Luntembe",
    "Mulwesa",
    "Nkambelo",
    "Kalusenda",
    "Katombesha",
    "Kapwelumba",
    "Ngandwisho",
    "Tubilwena",
    "Kitolwando",
    "Musalwiko",
    "Nkushemba",
    "Bulwetsha",
    "Kazembolwa",
    "Lwandisoko",
    "Kifwamelo",
    "Tengolusha",
    "Musholwandi",
)


def nth(listed: Sequence[str], index: int) -> str:
    """Return a name of a list; beyond its end its names come again with a number."""
    turn, place = divmod(index, len(listed))
    return f"{listed[place]} {turn + 1}" if turn else listed[place]


def every_name() -> tuple[str, ...]:
    """Return each invented proper name once, without the words that surround it."""
    coined = [word for full in _COINED for word in full.split() if word not in _ORDINARY]
    surnames = [character.name.split()[-1] for character in CAST]
    return tuple(dict.fromkeys([*coined, *surnames, *SURNAMES]))


_COINED = (
    *ZONES,
    *TITLES,
    *COMPANIES,
    *COOPERATIVES,
    *SITES,
    *DEPOTS,
    *TRADERS,
    *PLANTS,
    *PROCESSORS,
    EXPORTER,
    COMMITTEE,
    PROTECTION,
    FIELD,
    *LABORATORIES,
    YARD,
    BORDER,
)
_ORDINARY = frozenset(
    {
        *("Cuivrière", "SA", "Cobalt", "Coopérative", "Dépôt", "du", "Kilomètre", "Vingt-Deux"),
        *("et", "Demi", "Négoce", "Usine", "de", "la", "hydrométallurgique", "Traitement"),
        *("Export", "SARL", "Comité", "fonds", "communautaire", "Association", "pour"),
        *("l'enfance", "Équipe", "terrain", "Laboratoire", "Gare", "triage", "Poste"),
        "frontière",
    }
)
