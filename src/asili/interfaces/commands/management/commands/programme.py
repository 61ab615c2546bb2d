"""./asili programme list | show CODE | copy CODE --to CODE ..., each with --json."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from asili.core.access import Refusal, Role, system
from asili.core.accounts import grant_role
from asili.core.models import Account, Analyte, Commodity, Programme
from asili.core.programmes import Mineral, copy_programme
from asili.domain.geography.queries import provinces_on
from asili.domain.trade.models import PayableBand
from asili.domain.trade.services import copy_bands


class Command(BaseCommand):
    """Lists, shows or copies programmes."""

    help = "List programmes, show one, or copy one to other provinces and another mineral."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        listed = acts.add_parser("list", help="every programme")
        shown = acts.add_parser("show", help="one programme with what it counts")
        copied = acts.add_parser("copy", help="open one like another; data are not copied")
        for act in (shown, copied):
            act.add_argument("code", help="code of a programme")
        for act in (listed, shown, copied):
            act.add_argument("--json", action="store_true", help="print JSON")
        _add_wishes(copied)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told = getattr(self, f"_{options['act']}")(**options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            for one in told if isinstance(told, list) else [told]:
                self.stdout.write(_in_words(one))

    def _list(self, **options: Any) -> list[dict[str, object]]:
        return [_described(programme) for programme in Programme.objects.order_by("code")]

    def _show(self, **options: Any) -> dict[str, object]:
        return _described(_programme(options["code"]))

    def _copy(self, **options: Any) -> dict[str, object]:
        source, clerk = _programme(options["code"]), system("programme")
        with transaction.atomic():
            made, is_new = copy_programme(
                actor=clerk,
                source=source,
                code=options["to"],
                name=options["name"],
                provinces=_provinces(options["province"]),
                mineral=Mineral(
                    code=options["commodity"],
                    name=options["commodity_name"],
                    analytes=dict(_named(given) for given in options["analyte"]),
                    mass_unit=options["mass_unit"],
                    grade_unit=options["grade_unit"],
                ),
            )
            copy_bands(actor=clerk, source=source, to=made)
            if username := options["authority"]:
                _govern(made, username)
        return {**_described(made), "copied_from": source.code, "new": is_new}


def _add_wishes(parser: ArgumentParser) -> None:
    parser.add_argument("--to", required=True, help="code of the programme to open")
    parser.add_argument("--name", required=True, help="its name")
    parser.add_argument(
        "--province", required=True, action="append", help="ISO 3166-2 code; may be repeated"
    )
    parser.add_argument("--commodity", required=True, help="code or name, such as gold")
    parser.add_argument(
        "--analyte",
        required=True,
        action="append",
        help="symbol, such as Au; with a name where it is new (Ta=tantalum); may be repeated",
    )
    parser.add_argument("--commodity-name", default="", help="name of a commodity that is new")
    parser.add_argument(
        "--mass-unit", choices=Commodity.MassUnit.values, default="kg", help="of a new commodity"
    )
    parser.add_argument(
        "--grade-unit", choices=Analyte.GradeUnit.values, default="%", help="of new analytes"
    )
    parser.add_argument("--authority", default="", help="account that is to govern it")


def _programme(code: str) -> Programme:
    found = Programme.objects.select_related("commodity").filter(code=code).first()
    if found is None:
        known = ", ".join(Programme.objects.order_by("code").values_list("code", flat=True))
        raise CommandError(f"No programme has the code {code}. There are: {known or 'none'}.")
    return found


def _provinces(codes: list[str]) -> list[str]:
    known = set(provinces_on(timezone.localdate()).values_list("code", flat=True))
    if unknown := sorted(set(codes) - known):
        raise CommandError(f"No province of today has this code: {', '.join(unknown)}.")
    return codes


def _named(given: str) -> tuple[str, str]:
    symbol, _equals, name = given.partition("=")
    return symbol, name


def _govern(programme: Programme, username: str) -> None:
    """Let an account be the authority that opens the other accounts; once."""
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise CommandError(f"No open account has the name {username}.")
    if not account.grants.filter(programme=programme, role=Role.AUTHORITY).exists():
        clerk = system("programme")
        grant_role(actor=clerk, account=account, role=Role.AUTHORITY, programme=programme)


def _described(programme: Programme) -> dict[str, object]:
    commodity = programme.commodity
    analytes = commodity.analytes.order_by("code").values_list("code", "grade_unit")
    bands = PayableBand.objects.filter(programme=programme)
    return {
        "code": programme.code,
        "name": programme.name,
        "commodity": commodity.code,
        "mass_unit": commodity.mass_unit,
        "analytes": dict(analytes),
        "provinces": sorted(programme.provinces.values_list("code", flat=True)),
        "simulated": programme.simulated,
        "payable_shares": bands.count(),
    }


def _in_words(said: dict[str, Any]) -> str:
    analytes = ", ".join(f"{code} in {unit}" for code, unit in said["analytes"].items())
    line = (
        f"{said['code']:16} {said['name']}: {said['commodity']}, masses in {said['mass_unit']}, "
        f"{analytes or 'no analyte'}; {', '.join(said['provinces']) or 'no province'}"
    )
    if "new" in said:
        done = "opened like" if said["new"] else "was there already, like"
        line += f" ({done} {said['copied_from']})"
    return line
