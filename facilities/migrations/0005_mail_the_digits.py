"""The check of an address is the outbox of its own mail."""

import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("facilities", "0004_joined_keys_agree"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="emailcheck",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="emailcheck",
            name="due_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="emailcheck",
            name="error",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="emailcheck",
            name="lease_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="emailcheck",
            name="settled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="emailcheck",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Waiting"),
                    ("handed_over", "Handed over"),
                    ("refused", "Refused"),
                    ("expired", "Too late"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="queued",
                max_length=11,
            ),
        ),
        migrations.AddField(
            model_name="emailcheck",
            name="token",
            field=models.PositiveIntegerField(
                default=0, help_text="Grows with each claim; a stale one writes nothing."
            ),
        ),
        migrations.AddIndex(
            model_name="emailcheck",
            index=models.Index(
                condition=models.Q(("state", "queued")), fields=["due_at"], name="email_checks_waiting"
            ),
        ),
    ]
