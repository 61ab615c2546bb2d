"""A guard under which a request may only read."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connections

READS = re.compile(r"\s*(SELECT|WITH|EXPLAIN|PRAGMA)\b", re.IGNORECASE)


class WroteOnRead(AssertionError):
    """A request that may only read has begun a write."""


def refuse_writes(
    execute: Callable[..., Any],
    sql: str,
    parameters: Sequence[Any] | Mapping[str, Any] | None,
    many: bool,
    context: dict[str, Any],
) -> Any:
    """Database wrapper that lets only reading statements through; BEGIN is not one of them."""
    if not READS.match(sql) or " FOR UPDATE" in sql:
        raise WroteOnRead(sql[:200])
    return execute(sql, parameters, many, context)


@contextmanager
def reading_only() -> Iterator[None]:
    """Nothing inside may write to the default database; raises WroteOnRead."""
    with connections["default"].execute_wrapper(refuse_writes):
        yield
