"""The chain of the audit: whatever is done to an entry behind our back shows."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from accounts.models import User
from facilities.models import AuditEntry, AuditLink, Child, Organisation
from facilities.policies import audit
from facilities.services.audit_chain import seal_entries, verify_chain

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(office: User, organisation: Organisation, child: Child) -> list[AuditEntry]:
    return [
        audit(office, "child.read", "child", child.pk, organisation=organisation, child=child, rows=number)
        for number in range(5)
    ]


@contextmanager
def a_hand_in_the_database(table: str) -> Iterator[None]:
    """What somebody with the owner's password could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("RESET ROLE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_every_entry_gets_its_place_once(entries: list[AuditEntry]) -> None:
    assert (seal_entries(), seal_entries()) == (5, 0)

    assert list(AuditLink.objects.order_by("number").values_list("number", "entry")) == [
        (number + 1, entry.pk) for number, entry in enumerate(entries)
    ]
    assert (verify_chain().links, verify_chain().trouble) == (5, "")


def test_a_changed_entry_shows(entries: list[AuditEntry]) -> None:
    seal_entries()

    with a_hand_in_the_database("facilities_auditentry"):
        AuditEntry.objects.filter(pk=entries[2].pk).update(action="nothing.happened")

    assert str(entries[2].pk) in verify_chain().trouble


def test_a_missing_entry_shows(entries: list[AuditEntry]) -> None:
    seal_entries()

    with a_hand_in_the_database("facilities_auditlink"), a_hand_in_the_database("facilities_auditentry"):
        AuditLink.objects.filter(number=3).delete()
        AuditEntry.objects.filter(pk=entries[2].pk).delete()

    assert verify_chain().trouble == "link 3 is missing"


def test_an_end_that_was_cut_off_shows_beside_the_log(entries: list[AuditEntry]) -> None:
    seal_entries()
    head = verify_chain()

    with a_hand_in_the_database("facilities_auditlink"), a_hand_in_the_database("facilities_auditentry"):
        AuditLink.objects.filter(number=5).delete()
        AuditEntry.objects.filter(pk=entries[4].pk).delete()

    assert verify_chain().trouble == ""
    assert "the log remembers 5" in verify_chain((5, head.head)).trouble


def test_the_command_says_whether_it_is_whole(entries: list[AuditEntry]) -> None:
    said = StringIO()
    call_command("verify_audit", stdout=said)
    with a_hand_in_the_database("facilities_auditentry"):
        AuditEntry.objects.filter(pk=entries[0].pk).update(details={"rows": 7})

    assert said.getvalue().startswith("5 entries are whole.")
    with pytest.raises(CommandError, match="not whole after 0 entries"):
        call_command("verify_audit")


@pytest.mark.django_db(transaction=True)
def test_two_sealers_make_one_chain(office: User, organisation: Organisation, child: Child) -> None:
    for number in range(20):
        audit(office, "child.read", "child", child.pk, organisation=organisation, child=child, rows=number)

    def seal() -> None:
        seal_entries()
        connections.close_all()

    threads = [Thread(target=seal) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal_entries()

    assert (verify_chain().links, verify_chain().trouble) == (20, "")
