"""The valley of the pages and its visitors, for programs that draw maps."""

from tests.interfaces.web.conftest import valley, visit

__all__ = ["valley", "visit"]
