from django.db import migrations

from asili.core.seals import Seal


class Migration(migrations.Migration):
    dependencies = [("custody", "0001_initial")]

    operations = [
        Seal("Event"),
        Seal("EventLine"),
        Seal("Measurement"),
        Seal("TagAllocation"),
    ]
