"""An outbox of hundreds of thousands of rows is one statement: each session fetches its ids by the thousand."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_emergencies_first")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE notices_delivery ALTER COLUMN id SET CACHE 1000",
            "ALTER TABLE notices_delivery ALTER COLUMN id SET CACHE 1",
        ),
    ]
