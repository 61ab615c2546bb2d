from django.db import migrations

from asili.core.seals import Seal


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [Seal("JournalEntry"), Seal("Tombstone"), Seal("Checkpoint")]
