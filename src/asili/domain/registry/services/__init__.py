"""Acts of the registry: register people and organisations, say who belongs and who acts."""

from asili.domain.registry.services.appointments import appoint_account, end_appointment
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

__all__ = [
    "NewMembership",
    "NewOrganisation",
    "NewPerson",
    "add_member",
    "add_members",
    "appoint_account",
    "end_appointment",
    "end_membership",
    "register_organisation",
    "register_organisations",
    "register_people",
    "register_person",
]
