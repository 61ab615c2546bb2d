"""Acts of the registry: register people and organisations, say who belongs and who acts."""

from asili.domain.registry.services.appointments import appoint_account, end_appointment
from asili.domain.registry.services.consents import NewConsent, count_head, record_consent
from asili.domain.registry.services.likenesses import (
    call_different,
    merge_people,
    note_likenesses,
    undo_merge,
)
from asili.domain.registry.services.memberships import (
    NewMembership,
    add_member,
    add_members,
    end_membership,
)
from asili.domain.registry.services.parties import (
    NewOrganisation,
    NewPerson,
    register_organisation,
    register_organisations,
    register_people,
    register_person,
)
from asili.domain.registry.services.unregistering import unregister_people

__all__ = [
    "NewConsent",
    "NewMembership",
    "NewOrganisation",
    "NewPerson",
    "add_member",
    "add_members",
    "appoint_account",
    "call_different",
    "count_head",
    "end_appointment",
    "end_membership",
    "merge_people",
    "note_likenesses",
    "record_consent",
    "register_organisation",
    "register_organisations",
    "register_people",
    "register_person",
    "undo_merge",
    "unregister_people",
]
