"""The rules of photo sales turned into their opposite."""

from accounts.models import User
from facilities.models import Facility, Household
from photos.models import PhotoSale
from tests.house.access.flips import Flip, every, everything


def _any_household(user: User, _facility: Facility) -> Household | None:
    return Household.objects.filter(guardians__user=user).first()


FLIPS: dict[str, Flip] = {
    "PhotoSaleQuerySet.visible_to": Flip(everything, "GET office_sale", "teacher"),
    "OrderQuerySet.kept_by": Flip(everything, "GET office_order", "teacher"),
    "OrderQuerySet.of_family": Flip(everything, "GET guardian_order", "separated_guardian"),
    "photos.policies.sales.household_buying_at": Flip(_any_household, "POST guardian_ware", "relative"),
    "photos.selectors.sales.on_sale_to": Flip(every(PhotoSale), "GET guardian_sale", "guardian"),
}
