"""The yearly free set, orders that cost nothing, and in which crop a family chose a photo."""

import backend.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MOVES = """
CREATE OR REPLACE FUNCTION photos_order_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.total <> NEW.total OR OLD.kept <> NEW.kept OR OLD.method <> NEW.method OR (
        OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
            ('ordered', 'paid'), ('ordered', 'cancelled'),
            ('paid', 'delivered'), ('paid', 'refunded'), ('delivered', 'refunded')){free})
    THEN
        RAISE EXCEPTION 'order % may not go from % to %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_goes_a_way';
    END IF;
    RETURN NEW;
END $$;
"""
FREE = """
        AND NOT (OLD.method = 'free' AND (OLD.state, NEW.state) = ('paid', 'cancelled'))"""
AGREES = (
    "ALTER TABLE photos_freephoto ADD CONSTRAINT photos_freephoto_line_agrees "
    "FOREIGN KEY (line_id, facility_id) REFERENCES photos_orderline (id, facility_id) DEFERRABLE INITIALLY DEFERRED;"
)
APART = "ALTER TABLE photos_freephoto DROP CONSTRAINT photos_freephoto_line_agrees;"
SEEN = """
UPDATE photos_cartline line SET seen_crop = photo.crop FROM photos_photo photo
WHERE photo.id = line.photo_id AND photo.crop <> '';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("facilities", "0012_hours"),
        ("photos", "0009_outside_money"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FreeAllowance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=backend.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "yearly",
                    models.PositiveSmallIntegerField(default=0, verbose_name="free photos a school year"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FreePhoto",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=backend.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("school_year", models.PositiveSmallIntegerField(verbose_name="school year")),
                ("place", models.PositiveSmallIntegerField()),
                ("worth", models.PositiveIntegerField(verbose_name="what it costs otherwise, in yen")),
                ("counts", models.BooleanField(default=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="order",
            name="order_costs_something",
        ),
        migrations.AddField(
            model_name="cartline",
            name="seen_crop",
            field=models.CharField(blank=True, db_default="", max_length=15),
        ),
        migrations.AddField(
            model_name="photosale",
            name="gives_free",
            field=models.BooleanField(
                db_default=True, default=True, verbose_name="the yearly free set counts"
            ),
        ),
        migrations.AlterField(
            model_name="order",
            name="method",
            field=models.CharField(
                choices=[("fee", "With the monthly fee"), ("card", "By card"), ("free", "Free of charge")],
                default="fee",
                max_length=4,
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("kept__lte", models.F("total"))), name="order_keeps_a_part"
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("method", "free"), _negated=True), ("total__gte", 1)),
                    models.Q(models.Q(("state", "ordered"), _negated=True), ("method", "free"), ("total", 0)),
                    _connector="OR",
                ),
                name="order_costs_or_is_free",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.UniqueConstraint(fields=("id", "facility"), name="order_line_of_facility"),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("yen__gte", 1), ("kind", "data"), _connector="OR"),
                name="order_line_free_data",
            ),
        ),
        migrations.AddField(
            model_name="freeallowance",
            name="facility",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="free_photos",
                to="facilities.facility",
            ),
        ),
        migrations.AddField(
            model_name="freephoto",
            name="child",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="facilities.child"
            ),
        ),
        migrations.AddField(
            model_name="freephoto",
            name="facility",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="facilities.facility"
            ),
        ),
        migrations.AddField(
            model_name="freephoto",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="facilities.household"
            ),
        ),
        migrations.AddField(
            model_name="freephoto",
            name="line",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="free", to="photos.orderline"
            ),
        ),
        migrations.AddConstraint(
            model_name="freeallowance",
            constraint=models.CheckConstraint(
                condition=models.Q(("yearly__lte", 50)), name="free_allowance_in_reach"
            ),
        ),
        migrations.AddConstraint(
            model_name="freephoto",
            constraint=models.UniqueConstraint(
                condition=models.Q(("counts", True)),
                fields=("facility", "household", "child", "school_year", "place"),
                name="free_photo_place_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="freephoto",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__gte", 1), ("place__lte", 50)), name="free_photo_place_in_reach"
            ),
        ),
        migrations.RunSQL(MOVES.format(free=FREE), MOVES.format(free="")),
        migrations.RunSQL(AGREES, APART),
        migrations.RunSQL(SEEN, migrations.RunSQL.noop),
    ]
