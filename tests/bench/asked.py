"""A notice that has left to everybody: what a survey or a time of meetings hangs on."""

from accounts.models import User
from facilities.models import Organisation
from notices.models import Notice
from notices.services import freeze_recipients
from tests.bench import world
from tests.bench.publish import _release_without_worker


def asked_everybody(organisation: Organisation) -> Notice:
    notice = world.scheduled(User.objects.get(login="bench-office"), organisation)
    Notice.objects.filter(pk=notice.pk).update(urgency="everyday")
    _release_without_worker(notice)
    freeze_recipients(notice.pk)
    notice.refresh_from_db()
    return notice
