"""The class board: her classes, her children, always in the same order."""

from django.urls import reverse

from tests import factories


def test_children_stand_in_the_order_of_their_readings(signed_in, teacher, classroom):
    for family, kana in (("渡邉", "わたなべ"), ("青木", "あおき"), ("髙橋", "たかはし")):
        factories.make_child(classroom, family_name=family, family_kana=kana)

    board = signed_in(teacher).get(reverse("teacher_board")).context["board"]

    assert [child.family_name for child in board.children] == ["青木", "髙橋", "渡邉"]


def test_a_teacher_sees_her_own_class_only(signed_in, teacher, child, classroom, other_classroom):
    other = factories.make_child(other_classroom, given_name="結菜")

    page = signed_in(teacher).get(reverse("teacher_board")).content.decode()

    assert child.given_name in page
    assert other.given_name not in page
    assert (
        signed_in(teacher).get(reverse("teacher_board_class", args=[other_classroom.pk])).status_code == 404
    )


def test_a_manager_sees_every_class_of_her_facility(signed_in, manager, classroom, other_classroom):
    board = signed_in(manager).get(reverse("teacher_board")).context["board"]

    assert set(board.classrooms) == {classroom, other_classroom}


def test_a_child_that_left_is_not_on_it(signed_in, teacher, child):
    child.enrolments.update(ends_on=factories.today() - factories.timedelta(days=1))

    page = signed_in(teacher).get(reverse("teacher_board")).content.decode()

    assert child.given_name not in page


def test_families_and_the_central_office_have_no_board(signed_in, guardian, office):
    for user in (guardian.user, office):
        assert signed_in(user).get(reverse("teacher_board")).status_code == 404


def test_more_children_cost_no_more_queries(
    signed_in, teacher, classroom, child, django_assert_max_num_queries
):
    browser = signed_in(teacher)
    with django_assert_max_num_queries(20) as few:
        browser.get(reverse("teacher_board"))
    for _number in range(29):
        factories.make_child(classroom)

    with django_assert_max_num_queries(len(few)):
        browser.get(reverse("teacher_board"))
