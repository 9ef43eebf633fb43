"""Since when a photo is thrown out: its files go a month later."""

from django.db import migrations, models

KNOWN = "UPDATE photos_photo SET removed_at = now() WHERE state = 'removed';"


class Migration(migrations.Migration):
    dependencies = [("photos", "0007_crops")]

    operations = [
        migrations.AddField(
            model_name="photo",
            name="removed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="thrown out at"),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(state="removed", removed_at__isnull=False)
                | (~models.Q(state="removed") & models.Q(removed_at=None)),
                name="photo_removed_since",
            ),
        ),
    ]
