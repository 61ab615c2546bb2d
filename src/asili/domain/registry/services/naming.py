"""File parties under the keys of their names; a part of the acts that register them."""

from collections.abc import Sequence

from asili.core.bulk import Insert, write
from asili.domain.registry.models import NameKey, NameNear, NameWord, Party
from asili.domain.registry.names import filed_under, key_of, neighbours, words_of

_SLICE = 500


def file_names(parties: Sequence[Party]) -> None:
    """Let parties be found by their names; derived from the names and not journalled."""
    words = {word for party in parties for word in words_of(party.name)}
    new = sorted(words - _known(words))
    NameWord.objects.bulk_create(
        (NameWord(text=word, key=key_of(word)) for word in new), ignore_conflicts=True
    )
    keys = {key_of(word) for word in new}
    NameNear.objects.bulk_create(
        (NameNear(near=near, key=key) for key in sorted(keys) for near in sorted(neighbours(key))),
        ignore_conflicts=True,
    )
    rows = [(key[:160], party.pk) for party in parties for key in filed_under(party.name)]
    write([Insert(NameKey, ("key", "party_id"), rows)])


def file_again(party: Party) -> None:
    """The same after a name has changed."""
    NameKey.objects.filter(party=party).delete()
    file_names([party])


def _known(wanted: set[str]) -> set[str]:
    found: set[str] = set()
    listed = sorted(wanted)
    for start in range(0, len(listed), _SLICE):
        rows = NameWord.objects.filter(text__in=listed[start : start + _SLICE])
        found |= set(rows.values_list("text", flat=True))
    return found
