"""What leaves of an emergency does not queue behind an everyday notice to everybody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_only_added")]

    operations = [
        migrations.RemoveIndex(model_name="delivery", name="delivery_due"),
        migrations.AddField(
            model_name="delivery",
            name="is_urgent",
            field=models.BooleanField(
                db_default=False, help_text="Of an emergency: leaves before anything else."
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                fields=["channel", "-is_urgent", "due_at"],
                condition=models.Q(state="queued"),
                name="delivery_due",
            ),
        ),
    ]
