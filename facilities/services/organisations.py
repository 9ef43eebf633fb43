"""The first organisation of an installation, and the first person of its central office."""

from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import Conflict
from facilities.codes import hash_of, new_code
from facilities.models import Invitation, Organisation, Role, StaffMember
from facilities.policies import audit
from facilities.services.posts import write_post
from facilities.services.staff import CODE_LASTS, PURPOSE, Invited


@transaction.atomic
def make_organisation(
    *, name: str, office_name: str, phone: str, first_name: str, first_kana: str
) -> Invited:
    """Run by who runs the server: there is nobody yet who could be asked for authority. A name is given once."""
    if Organisation.objects.filter(name=name).exists():
        raise Conflict(
            _("There is an organisation of this name already. Nothing was made."), code="name_taken"
        )
    organisation = Organisation.objects.create(name=name, office_name=office_name, phone=phone)
    user = User.objects.create_user(f"invited-{uuid4().hex}", None, name=first_name)
    member = StaffMember.objects.create(
        organisation=organisation, user=user, name=first_name, kana=first_kana
    )
    today = timezone.localdate()
    write_post(member, role=Role.CENTRAL_SENDER, facility=None, classroom=None, starts_on=today, ends_on=None)
    code, expires_at = new_code(), timezone.now() + CODE_LASTS
    Invitation.objects.create(
        organisation=organisation, kind=Invitation.Kind.STAFF, member=member,
        code_hash=hash_of(code, PURPOSE), created_by=user, expires_at=expires_at,
    )  # fmt: skip
    audit(None, "organisation.made", "organisation", organisation.pk, organisation=organisation)
    return Invited(member, code, expires_at)
