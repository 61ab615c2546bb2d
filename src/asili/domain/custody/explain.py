"""Reasons in words: identifiers become codes and names, grams become masses to be written."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.utils.translation import gettext

from asili.core.figures import Value, kilograms, spoken
from asili.domain.custody.models import Lot
from asili.domain.custody.rules import Reason
from asili.domain.custody.rules.catalogue import MESSAGES
from asili.domain.registry.models import Party

_LOTS = ("lot", "container")
_PARTIES = ("party", "holder", "seller", "owner")
_NOBODY = "…"


class Words:
    """The names that a set of reasons speaks of, fetched together."""

    def __init__(self, lots: Mapping[int, str], parties: Mapping[int, str]) -> None:
        self._lots = lots
        self._parties = parties

    @classmethod
    def of_reasons(cls, reasons: Iterable[Reason]) -> "Words":
        """Fetch what the reasons name, in two queries at most."""
        return cls.of_params(dict(reason.params) for reason in reasons)

    @classmethod
    def of_params(
        cls,
        many: Iterable[Mapping[str, int | str]],
        lots: Mapping[int, str] = MappingProxyType({}),
        parties: Mapping[int, str] = MappingProxyType({}),
    ) -> "Words":
        """Fetch what the parameters name and is not at hand, in two queries at most.

        ``lots``: codes at hand, ``parties``: names at hand, by identifier.
        """
        unread_lots: set[int] = set()
        unread_parties: set[int] = set()
        for params in many:
            unread_lots |= {int(params[name]) for name in _LOTS if name in params}
            unread_parties |= {int(params[name]) for name in _PARTIES if name in params}
        codes = Lot.objects.filter(id__in=unread_lots - lots.keys()).values_list("id", "code")
        names = Party.objects.filter(pk__in=unread_parties - parties.keys()).values_list(
            "pk", "name"
        )
        return cls({**lots, **dict(codes)}, {**parties, **dict(names)})

    def params(self, reason: Reason) -> dict[str, Value]:
        """Parameters of the reason's sentence, to be stored with a finding."""
        return self.named(dict(reason.params))

    def named(self, params: Mapping[str, int | str]) -> dict[str, Value]:
        """Parameters with names; what nobody holds or owns reads as an ellipsis."""
        named: dict[str, Value] = dict.fromkeys(_PARTIES, _NOBODY)
        for name, value in params.items():
            if name in _LOTS:
                named[name] = self._lots.get(int(value), _NOBODY)
            elif name in _PARTIES:
                named[name] = self._parties.get(int(value), _NOBODY)
            elif name.endswith("_g"):
                named[f"{name[:-2]}_kg"] = kilograms(int(value))
            else:
                named[name] = str(value)
        return named

    def sentence(self, rule: str, params: Mapping[str, int | str]) -> str:
        """The reason as a sentence in the reader's language."""
        return gettext(MESSAGES[rule]) % spoken(self.named(params))
