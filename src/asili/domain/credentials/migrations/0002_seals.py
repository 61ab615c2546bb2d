from django.db import migrations

from asili.core.seals import Seal


class Migration(migrations.Migration):
    dependencies = [("credentials", "0001_initial")]

    operations = [Seal("CredentialState")]
