"""The groups that origins are summed by: which group a bag belongs to, and what it is called."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from asili.domain.custody.models import Lot
from asili.domain.custody.queries.upstream import Upstream
from asili.domain.registry.models import Party
from asili.network.accounts import Node

Key: TypeAlias = int | str
_BATCH = 500


class GroupBy(StrEnum):
    """What the origins of a lot are summed by."""

    SITE = "site"
    COOPERATIVE = "cooperative"
    MONTH = "month"
    BAG = "bag"


def label_leaves(
    found: Upstream, leaves: Sequence[int], by: GroupBy
) -> tuple[list[Key], NDArray[np.int64]]:
    """Keys of the groups, and for each node the position of its key; -1 for all but ``leaves``."""
    nodes = found.accounted.part.nodes
    numbers: dict[Key, int] = {}
    label = np.full(len(nodes), -1, np.int64)
    for index in leaves:
        key = _key(found, nodes[index], by)
        label[index] = numbers.setdefault(key, len(numbers))
    return list(numbers), label


def _key(found: Upstream, node: Node, by: GroupBy) -> Key:
    if by is GroupBy.SITE:
        return found.site(node.place).pk
    if by is GroupBy.COOPERATIVE:
        return node.party
    if by is GroupBy.MONTH:
        zone = ZoneInfo(settings.TIME_ZONE)
        return datetime.fromtimestamp(node.at / 1_000_000, UTC).astimezone(zone).strftime("%Y-%m")
    return node.lot or 0


def name_groups(found: Upstream, keys: Sequence[Key], by: GroupBy) -> dict[Key, tuple[str, str]]:
    """Code and name of each group; a month names itself, a bag is named by its code."""
    if by is GroupBy.MONTH:
        return {key: (str(key), str(key)) for key in keys}
    ids = [int(key) for key in keys]
    if by is GroupBy.SITE:
        return {key: (found.places[key].code, found.places[key].name) for key in ids}
    if by is GroupBy.COOPERATIVE:
        parties = Party.objects.filter(pk__in=ids).values_list("pk", "code", "name")
        return {key: (code, name) for key, code, name in parties}
    return {
        key: (code, code)
        for start in range(0, len(ids), _BATCH)
        for key, code in Lot.objects.filter(id__in=ids[start : start + _BATCH]).values_list(
            "id", "code"
        )
    }
