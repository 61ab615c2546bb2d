"""The rows that every programme of the copper-cobalt belt needs, and gold beside them."""

from typing import Any

from django.db import migrations

COMMODITIES = {"CuCo": ("copper and cobalt", ("Co", "Cu")), "Au": ("gold", ("Au",))}
ANALYTES = {"Co": "cobalt", "Cu": "copper", "Au": "gold"}


def add(apps: Any, schema_editor: Any) -> None:
    analytes = {
        code: apps.get_model("core", "Analyte").objects.create(code=code, name=name)
        for code, name in ANALYTES.items()
    }
    for code, (name, measured) in COMMODITIES.items():
        commodity = apps.get_model("core", "Commodity").objects.create(code=code, name=name)
        for symbol in measured:
            analytes[symbol].commodities.add(commodity)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_seals")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
