"""The acts of law: the only writers of its tables."""

from asili.domain.law.services.facts import load_facts
from asili.domain.law.services.verify import (
    approve_verification,
    propose_verification,
    reject_verification,
)

__all__ = [
    "approve_verification",
    "load_facts",
    "propose_verification",
    "reject_verification",
]
