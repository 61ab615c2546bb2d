"""Records of the registry: parties, how they are found, who belongs where, who said yes."""

from asili.domain.registry.models.belonging import Appointment, Membership
from asili.domain.registry.models.consents import Consent, HeadCount
from asili.domain.registry.models.likenesses import Likeness
from asili.domain.registry.models.names import NameKey, NameNear, NameWord
from asili.domain.registry.models.parties import Organisation, Party, Person, party_code

__all__ = [
    "Appointment",
    "Consent",
    "HeadCount",
    "Likeness",
    "Membership",
    "NameKey",
    "NameNear",
    "NameWord",
    "Organisation",
    "Party",
    "Person",
    "party_code",
]
