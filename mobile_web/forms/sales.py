"""Forms of the photo sale: what goes into the cart, how it is paid, a sale's times and prices, a refund."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.clock import moment_at, today_at
from facilities.models import Facility
from mobile_web.forms.families import SaidForm
from photos.free_set import YEARLY_MOST
from photos.ledger import PAYING, Method
from photos.models import PhotoSale, WareKind
from photos.pricing import QUANTITY_MOST, YEN_MOST

MOMENT = "%Y-%m-%dT%H:%M"
SALE_FIELDS = ("version", "opens_at", "closes_at", "profit_percent", "takes_cards", "reminds", "gives_free")


class PutForm(SaidForm):
    """So many of one kind of a photo; none takes it out."""

    kind = forms.ChoiceField(choices=WareKind.choices)
    quantity = forms.IntegerField(min_value=0, max_value=QUANTITY_MOST)


class ConfirmForm(SaidForm):
    """The order as the family saw it: the sum is sent back, so that another price is never charged unseen."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen_total = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    method = forms.ChoiceField(
        label=_("How you pay"),
        choices=[(one, one.label) for one in PAYING],
        widget=forms.RadioSelect,
        initial=Method.FEE,
    )

    def __init__(self, *args: Any, takes_cards: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not takes_cards:
            self.fields["method"].choices = [(Method.FEE, Method.FEE.label)]  # type: ignore[attr-defined]


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, widget=widget)


def _price(kind: WareKind) -> forms.IntegerField:
    return forms.IntegerField(label=kind.label, min_value=1, max_value=YEN_MOST, required=False)


def first_times(facility: Facility) -> dict[str, datetime]:
    """What a new sale begins with: from tomorrow at nine for two weeks, until eight in the evening."""
    opens, closes = (today_at(facility) + timedelta(days=days) for days in (1, 15))
    return {
        "opens_at": moment_at(facility, opens, time(9)),
        "closes_at": moment_at(facility, closes, time(20)),
    }


class SaleForm(SaidForm):
    """A sale's times and what each kind costs; a kind without a price is not sold."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    opens_at = _moment(_("Opens"))
    closes_at = _moment(_("Closes"))
    profit_percent = forms.IntegerField(
        label=_("For the nursery, in percent"),
        min_value=0,
        max_value=100,
        initial=0,
        help_text=_("Zero: sold at what it costs."),
    )
    takes_cards = forms.BooleanField(label=_("Families may also pay by card"), required=False)
    reminds = forms.BooleanField(
        label=_("Remind families before it closes"),
        help_text=_(
            "7 days and 48 hours before, once each: only homes that have not opened it or bought nothing."
        ),
        required=False,
        initial=True,
    )
    gives_free = forms.BooleanField(
        label=_("Families may use their yearly free photos in this sale"), required=False, initial=True
    )
    price_data = _price(WareKind.DATA)
    price_l = _price(WareKind.PRINT_L)
    price_2l = _price(WareKind.PRINT_2L)
    price_a4 = _price(WareKind.PRINT_A4)

    def __init__(self, *args: Any, has_cards: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_cards:
            del self.fields["takes_cards"]

    @property
    def prices(self) -> list[forms.BoundField]:
        return [self[f"price_{kind}"] for kind in WareKind.values]

    @classmethod
    def first_of(cls, sale: PhotoSale, prices: dict[str, int]) -> dict[str, Any]:
        """What stands in the form of a sale that is there."""
        return {name: getattr(sale, name) for name in SALE_FIELDS} | cls.first_prices(prices)

    @staticmethod
    def first_prices(prices: dict[str, int]) -> dict[str, Any]:
        return {f"price_{kind}": yen for kind, yen in prices.items()}

    def values(self) -> dict[str, Any]:
        """What the service is told."""
        data = self.cleaned_data
        prices = {kind: data[f"price_{kind}"] for kind in WareKind.values if data[f"price_{kind}"]}
        return {name: data[name] for name in SALE_FIELDS if name in data} | {"prices": prices}


class FreeForm(SaidForm):
    """How many photos a school year are each child's for nothing."""

    yearly = forms.IntegerField(
        label=_("Photos for each child and school year"),
        min_value=0,
        max_value=YEARLY_MOST,
        help_text=_("0 to 50; zero: none. Only the data of photos in which the child is named."),
    )


class RefundForm(SaidForm):
    """Why an order is paid back."""

    reason = forms.CharField(label=_("Why it is paid back"), max_length=200)
