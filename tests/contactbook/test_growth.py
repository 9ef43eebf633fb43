from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from accounts.models import User
from backend.errors import DomainError, NotAllowed, NotVisible
from contactbook.growth import MEASURES, PERCENTILES, band_of, curve, measure_of, reference
from contactbook.models import GrowthRecord
from contactbook.selectors.growth import class_growth, growth_of
from contactbook.services import choose_curve, note_growth
from facilities.clock import today_at
from facilities.models import Child, Classroom, Enrolment, Facility, Grant, Guardian
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]


def note(
    actor: User, child: Child, facility: Facility, days_ago: int = 0, **measures: str
) -> GrowthRecord | None:
    day = today_at(facility) - timedelta(days=days_ago)
    return note_growth(actor=actor, child=child, facility=facility, day=day, measures=measures)


@pytest.mark.parametrize("measure", ["height", "weight", "head"])
@pytest.mark.parametrize("sex", ["female", "male"])
def test_every_age_has_its_percentiles_in_order(measure: str, sex: str) -> None:
    points = reference(measure, sex)

    assert all(
        low is not None and high is not None and low < high
        for one in points
        for low, high in pairwise(one.values)
    )
    assert [one.months for one in points] == sorted({one.months for one in points})


def test_the_figures_are_those_of_the_survey() -> None:
    assert reference("weight", "male")[0].values == (2.32, 2.58, 2.8, 3.06, 3.31, 3.56, 3.81)
    assert curve("height", "female", 50)[-1] == (75, 114.1)
    assert curve("head", "male", 97)[-1] == (33, 52.3)
    assert curve("chest", "male", 50)[0] == (0, 32.0)


@pytest.mark.parametrize(
    ("months", "value", "band"),
    [
        (15, 9.7, (50, 75)),
        (15, 7.0, (None, 3)),
        (15, 12.0, (97, None)),
        (18, 10.25, (25, 50)),
        (200, 10, None),
    ],
)
def test_a_weight_lies_between_two_lines(
    months: float, value: float, band: tuple[int | None, int | None] | None
) -> None:
    assert band_of("weight", "male", months, value) == band


def test_a_measure_without_percentiles_is_not_judged() -> None:
    assert band_of("chest", "male", 12, 46) is None
    assert band_of("weight", "", 12, 9) is None
    assert len(PERCENTILES) == 7


@pytest.mark.parametrize(
    ("measure", "typed", "kept"),
    [
        ("height", "８２．４", "82.4"),
        ("weight", "9240", "9.24"),
        ("weight", "9,2kg", "9.2"),
        ("head", "", None),
    ],
)
def test_measures_are_understood_however_they_are_typed(measure: str, typed: str, kept: str | None) -> None:
    assert measure_of(measure, typed) == (Decimal(kept) if kept else None)


@pytest.mark.parametrize(
    ("measure", "typed"), [("height", "824"), ("weight", "0.5"), ("head", "abc"), ("chest", "-4")]
)
def test_what_cannot_be_is_refused(measure: str, typed: str) -> None:
    with pytest.raises(DomainError, match=r"must be from \d+ to \d+\. Nothing was saved"):
        measure_of(measure, typed)


def test_the_same_day_again_takes_its_place_and_nothing_takes_it_away(
    teacher: User, child: Child, facility: Facility
) -> None:
    note(teacher, child, facility, height="82.4")
    note(teacher, child, facility, height="82.6", weight="10.2")
    row = GrowthRecord.objects.get()
    assert (row.height, row.weight) == (Decimal("82.6"), Decimal("10.20"))

    assert note(teacher, child, facility) is None
    assert not GrowthRecord.objects.exists()


def test_a_day_to_come_and_strangers_note_nothing(
    teacher: User, other_teacher: User, guardian: Guardian, child: Child, facility: Facility
) -> None:
    assert guardian.user is not None
    with pytest.raises(DomainError, match="has not come"):
        note(teacher, child, facility, -1, height="82")
    for stranger in (other_teacher, guardian.user):
        with pytest.raises(NotVisible):
            note(stranger, child, facility, height="82")
    assert not GrowthRecord.objects.exists()


def test_the_family_reads_it_and_others_do_not(
    teacher: User, guardian: Guardian, relative: Guardian, blocked_guardian: Guardian, outsider: Guardian,
    child: Child, facility: Facility,
) -> None:  # fmt: skip
    row = note(teacher, child, facility, height="82.4")
    seen = {
        reader: list(GrowthRecord.objects.read_by_family(reader.user))
        for reader in (guardian, relative, blocked_guardian, outsider)
        if reader.user
    }

    assert seen == {guardian: [row], relative: [row], blocked_guardian: [], outsider: []}


def test_staff_read_it_of_the_children_of_their_class_but_never_of_their_own(
    teacher: User, manager: User, office: User, other_teacher: User, outsider: Guardian,
    child: Child, facility: Facility,
) -> None:  # fmt: skip
    row = note(teacher, child, facility, height="82.4")
    people = {"teacher": teacher, "manager": manager, "office": office, "other": other_teacher}
    seen = {name: list(GrowthRecord.objects.visible_to(user)) for name, user in people.items()}
    mother = factories.make_guardian(child, factories.make_household(child.organisation))
    Guardian.objects.filter(pk=mother.pk).update(user=manager)
    Grant.objects.filter(guardian=mother).update(can_view=False)

    assert seen == {"teacher": [row], "manager": [row], "office": [], "other": []}
    assert not GrowthRecord.objects.visible_to(manager).exists()


def test_who_had_the_child_in_her_class_that_day_reads_that_days_measures(
    teacher: User, child: Child, facility: Facility, other_classroom: Classroom
) -> None:
    then = note(teacher, child, facility, 30, height="81.5")
    today = today_at(facility)
    Enrolment.objects.filter(child=child).update(ends_on=today - timedelta(days=10))
    factories.enrol(child, other_classroom, starts_on=today - timedelta(days=9))
    GrowthRecord.objects.create(
        child=child, facility=facility, measured_on=today, height="82", noted_by=teacher
    )

    assert list(GrowthRecord.objects.visible_to(teacher)) == [then]


def test_a_guardian_who_writes_chooses_the_reference(
    guardian: Guardian, relative: Guardian, child: Child, facility: Facility
) -> None:
    assert guardian.user is not None and relative.user is not None
    for sex in ("female", "female", "male"):
        choose_curve(actor=guardian.user, child=child, facility=facility, sex=sex)
    with pytest.raises(NotAllowed):
        choose_curve(actor=relative.user, child=child, facility=facility, sex="female")

    assert growth_of(child, []).sex == "male"


def test_the_class_shows_the_last_measures_and_not_her_own_child(
    teacher: User, child: Child, classroom: Classroom, facility: Facility
) -> None:
    before = note(teacher, child, facility, 30, height="81.5")
    today = note(teacher, child, facility, height="82.4")
    row = class_growth(teacher, classroom, today_at(facility), own=[])[0]

    assert (row.today, row.before) == (today, before)
    assert class_growth(teacher, classroom, today_at(facility), own=[child.pk]) == []
    assert MEASURES == ("height", "weight", "head", "chest")
