import pytest

from accounts.models import User
from contactbook.models import Side
from contactbook.selectors.health import class_health
from contactbook.services import send_entry
from facilities.clock import today_at
from facilities.models import Child, Classroom, Guardian
from mobile_web.illnesses import ILLNESSES, illness_words
from notices.models import Notice
from tests.conftest import SignIn
from tests.contactbook.pages import page_of, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]


@pytest.fixture
def feverish(guardian: Guardian, child: Child) -> Child:
    assert guardian.user is not None
    page = page_of(child, Side.HOME)
    write(guardian, page, temperature__a={"c": "37.5"}, symptoms=["cough"])
    send_entry(actor=guardian.user, page=page)
    return child


def test_a_feverish_child_counts_once_a_day_whoever_noted_it(
    teacher: User, feverish: Child, classroom: Classroom
) -> None:
    write(teacher, page_of(feverish), temperature__b={"c": "38.2", "at": "13:00"})
    found = class_health(classroom, today_at(classroom.facility), own=[])

    assert {row.sign: (row.counts[-1], row.today) for row in found.rows} == {
        "fever": (1, (feverish,)),
        "cough": (1, (feverish,)),
    }


def test_a_page_that_was_not_sent_and_her_own_child_do_not_count(
    guardian: Guardian, child: Child, classroom: Classroom
) -> None:
    write(guardian, page_of(child, Side.HOME), temperature__a={"c": "39"})

    assert class_health(classroom, today_at(classroom.facility), own=[]).rows == ()


def test_her_own_child_does_not_count(feverish: Child, classroom: Classroom) -> None:
    assert class_health(classroom, today_at(classroom.facility), own=[feverish.pk]).rows == ()


def test_the_notice_to_the_class_names_nobody(
    teacher: User, feverish: Child, classroom: Classroom, signed_in: SignIn
) -> None:
    answer = signed_in(teacher).post(f"/class/{classroom.pk}/health/tell/", {"illness": "influenza"})
    notice = Notice.objects.get()

    assert answer.status_code == 302
    assert feverish.given_name not in notice.title + notice.body
    assert notice.state == "draft"
    assert illness_words("witchcraft", "うさぎ組", today_at(classroom.facility)) is None
    assert "lice" in ILLNESSES
