"""A row of the plan says whether it was applied; an answer to a transfer is somebody's, and there is one."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("facilities", "0005_mail_the_digits")]

    operations = [
        migrations.AddField("rolloverrow", "is_applied", models.BooleanField(default=False)),
        migrations.RemoveConstraint("transfer", "transfer_consent_is_somebodys"),
        migrations.RenameField("transfer", "consented_by", "answered_by"),
        migrations.AddConstraint(
            "transfer",
            models.CheckConstraint(
                condition=Q(consented_at__isnull=True, consent_refused_at__isnull=True)
                | Q(answered_by__isnull=False),
                name="transfer_answer_is_somebodys",
            ),
        ),
        migrations.AddConstraint(
            "transfer",
            models.CheckConstraint(
                condition=Q(consented_at__isnull=True) | Q(consent_refused_at__isnull=True),
                name="transfer_has_one_answer",
            ),
        ),
        migrations.AddConstraint(
            "transfer",
            models.UniqueConstraint(
                fields=["child", "facility", "moves_on"],
                name="transfer_once",
                condition=Q(cancelled_at__isnull=True),
            ),
        ),
    ]
