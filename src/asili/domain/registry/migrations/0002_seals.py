from django.db import migrations

from asili.core.seals import Seal


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [Seal("Consent")]
