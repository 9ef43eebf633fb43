"""One index instead of two for each reading: its primary key begins with the guardian, as every question does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0006_deliveries_by_their_key")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE notices_reading DROP CONSTRAINT notices_reading_pkey;
            ALTER TABLE notices_reading ADD PRIMARY KEY (guardian_id, notice_id, kind);
            """,
            """
            ALTER TABLE notices_reading DROP CONSTRAINT notices_reading_pkey;
            ALTER TABLE notices_reading ADD PRIMARY KEY (notice_id, guardian_id, kind);
            """,
            state_operations=[
                migrations.AlterField(
                    model_name="reading",
                    name="pk",
                    field=models.CompositePrimaryKey(
                        "guardian_id",
                        "notice_id",
                        "kind",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                )
            ],
        ),
        migrations.RemoveIndex(model_name="reading", name="reading_of_guardian"),
    ]
