import pytest

from accounts.models import User
from contactbook.growth_chart import chart_of
from contactbook.models import GrowthRecord
from contactbook.selectors.growth import growth_of
from contactbook.services import choose_curve, note_growth
from facilities.clock import today_at
from facilities.models import Child, Classroom, Facility, Guardian
from tests import factories
from tests.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]


def measured(teacher: User, child: Child, facility: Facility) -> GrowthRecord:
    day, measures = today_at(facility), {"height": "92", "weight": "13.2"}
    row = note_growth(actor=teacher, child=child, facility=facility, day=day, measures=measures)
    assert row
    return row


def test_a_row_that_cannot_be_stays_as_typed_and_the_others_are_saved(
    teacher: User, child: Child, classroom: Classroom, signed_in: SignIn
) -> None:
    other = factories.make_child(classroom)
    sent = {f"height-{child.pk}": "９２．３", f"height-{other.pk}": "923"}
    answer = signed_in(teacher).post(f"/class/{classroom.pk}/growth/save/", sent)

    assert answer.status_code == 422
    assert GrowthRecord.objects.get().child == child
    page = answer.content.decode()
    assert 'value="923"' in page
    assert "92.3" in page


def test_the_family_sees_the_curve_and_what_it_means(
    teacher: User, guardian: Guardian, child: Child, facility: Facility, signed_in: SignIn
) -> None:
    measured(teacher, child, facility)
    assert guardian.user is not None
    choose_curve(actor=guardian.user, child=child, facility=facility, sex="male")
    page = signed_in(guardian.user).get("/growth/").content.decode()

    assert page.count('class="growth__chart"') == 2
    assert "92.0 cm" in page
    assert page.count("growth__area") == 2


def test_a_chart_without_a_reference_draws_the_child_alone(
    teacher: User, child: Child, facility: Facility
) -> None:
    found = growth_of(child, [measured(teacher, child, facility)])
    chart = chart_of(found.points("height"), "height", found.sex)

    assert chart is not None
    assert (chart.area, chart.lines) == ("", ())
    assert len(chart.dots) == 1


def test_who_reads_along_is_not_offered_the_choice(
    relative: Guardian, child: Child, signed_in: SignIn
) -> None:
    assert relative.user is not None

    assert 'name="sex"' not in signed_in(relative.user).get("/growth/").content.decode()
