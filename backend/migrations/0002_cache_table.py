"""The cache (throttles of sign-in) lives in PostgreSQL, so that an outage of the broker opens no door."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("backend", "0001_first")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE backend_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL,
                                        expires timestamptz NOT NULL);
            CREATE INDEX backend_cache_expires ON backend_cache (expires);
            """,
            "DROP TABLE backend_cache",
        )
    ]
