"""Files of places on their way into a programme of one country."""

import io
from collections.abc import Callable, Sequence

import pytest

from asili.core.access import Actor
from asili.core.imports.machine import bring_file, check_import, run_import
from asili.core.models import Programme
from asili.core.models.imports import Import
from tests.core.imports.spreadsheet import CLERK, HEADER, Cells, as_csv, open_programme


@pytest.fixture
def programme(db: None) -> Programme:
    return open_programme()


@pytest.fixture
def bring(programme: Programme) -> Callable[..., Import]:
    """Brings a file of places in, without a check."""

    def bring(content: bytes, name: str = "sites.csv", actor: Actor = CLERK) -> Import:
        source = io.BytesIO(content)
        return bring_file(actor=actor, programme=programme, into="sites", source=source, name=name)

    return bring


@pytest.fixture
def let_in(bring: Callable[..., Import]) -> Callable[..., Import]:
    """Brings rows in, checks them and lets them go in."""

    def let_in(rows: Sequence[Cells], header: Cells = HEADER) -> Import:
        row = bring(as_csv(rows, header))
        check_import(actor=CLERK, code=row.code)
        return run_import(actor=CLERK, code=row.code)

    return let_in
