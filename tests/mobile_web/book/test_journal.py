"""The class journal."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contactbook.models import Entry, State
from facilities.models import Classroom, Role
from tests import factories
from tests.conftest import SignIn
from tests.contactbook.pages import note_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_english")]


def post(client: Client, room: Classroom, act: str, text: str, base: int = 0, status: int = 302) -> None:
    fields = {"session": uuid4(), "base": base, "text": text, "act": act}
    assert client.post(reverse("teacher_journal", args=[room.pk]), fields).status_code == status


def page(client: Client, room: Classroom) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client.get(reverse("teacher_journal", args=[room.pk])).content.decode()


def test_two_who_write_lose_neither_text_and_one_puts_them_together(
    signed_in: SignIn, teacher: User, manager: User, classroom: Classroom
) -> None:
    one, other = signed_in(teacher), signed_in(manager)
    post(one, classroom, "save", "散歩に行きました。")
    post(other, classroom, "save", "どんぐりを拾いました。")
    seen = page(one, classroom)
    assert "散歩に行きました。" in seen
    assert "どんぐりを拾いました。" in seen
    post(one, classroom, "settle", "散歩でどんぐりを拾いました。", base=1)

    assert note_of(Entry.objects.get()) == "散歩でどんぐりを拾いました。"
    assert "has written too" not in page(one, classroom)


def test_it_is_published_and_then_only_corrected(
    signed_in: SignIn, teacher: User, classroom: Classroom
) -> None:
    client = signed_in(teacher)
    post(client, classroom, "publish", "")
    post(client, classroom, "publish", "散歩に行きました。")

    assert Entry.objects.get().state == State.PUBLISHED
    assert reverse("book_correct", args=[Entry.objects.get().pk]) in page(client, classroom)


def test_damaged_and_too_long_texts_are_refused_and_helpers_publish_nothing(
    signed_in: SignIn, teacher: User, classroom: Classroom
) -> None:
    client = signed_in(teacher)
    post(client, classroom, "save", "あ" * 50_000, status=422)
    post(client, classroom, "nonsense", "x", status=422)
    helper = signed_in(factories.make_staff(Role.PART_TIME, classroom.facility, classroom))
    post(helper, classroom, "publish", "x", status=403)

    assert not Entry.objects.filter(state=State.PUBLISHED).exists()
