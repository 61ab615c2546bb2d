"""The rows that every programme of the copper-cobalt belt needs, and gold beside them."""

from typing import Any

from django.db import migrations

COMMODITIES = {
    "CuCo": ("copper and cobalt", ("Co", "Cu"), "kg"),
    "Au": ("gold", ("Au",), "g"),
}
ANALYTES = {"Co": ("cobalt", "%"), "Cu": ("copper", "%"), "Au": ("gold", "g/t")}


def add(apps: Any, schema_editor: Any) -> None:
    analytes = {
        code: apps.get_model("core", "Analyte").objects.create(
            code=code, name=name, grade_unit=unit
        )
        for code, (name, unit) in ANALYTES.items()
    }
    for code, (name, measured, unit) in COMMODITIES.items():
        commodity = apps.get_model("core", "Commodity").objects.create(
            code=code, name=name, mass_unit=unit
        )
        for symbol in measured:
            analytes[symbol].commodities.add(commodity)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_seals")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
