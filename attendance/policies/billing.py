"""Who decides what extended care costs."""

from accounts.models import User
from backend.errors import NotVisible
from facilities.models import Child, Facility, Grant

from .places import require_runner


def require_biller(user: User, facility: Facility, child: Child) -> None:
    """Who runs the facility, for a child not her own: nobody decides what her own family pays."""
    require_runner(user, facility)
    if Grant.objects.filter(guardian__user=user, child=child).exists():
        raise NotVisible
