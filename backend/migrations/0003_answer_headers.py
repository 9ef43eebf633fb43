"""A kept answer may be a redirect or tell htmx something: those headers are kept with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("backend", "0002_cache_table")]

    operations = [
        migrations.AddField("idempotentanswer", "headers", models.JSONField(blank=True, default=dict)),
    ]
