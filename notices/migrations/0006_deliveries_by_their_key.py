"""One index less for each row of a broadcast: a delivery's primary key is what it is, not its number."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_messages")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE notices_delivery DROP CONSTRAINT notices_delivery_pkey;
            ALTER TABLE notices_delivery DROP CONSTRAINT delivery_once;
            ALTER TABLE notices_delivery
                ADD CONSTRAINT delivery_once PRIMARY KEY (notice_id, guardian_id, channel, round);
            """,
            """
            ALTER TABLE notices_delivery DROP CONSTRAINT delivery_once;
            ALTER TABLE notices_delivery ADD PRIMARY KEY (id);
            ALTER TABLE notices_delivery
                ADD CONSTRAINT delivery_once UNIQUE (notice_id, guardian_id, channel, round);
            """,
        ),
    ]
