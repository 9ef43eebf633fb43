"""Albums, photos and who is on them, clips, consents and wishes; sales, carts, orders and the ledger."""

from .albums import TITLE_LENGTH, Album, AlbumClassroom
from .clips import ClipWork, PhotoSettings
from .consents import PhotoConsent, Purpose, TakedownRequest
from .free import FreeAllowance, FreePhoto
from .orders import LedgerBooking, LedgerEntry, Order, OrderLine, Refund
from .outside import OutsideMoney
from .payments import MoneyBack, Payment, PaymentEvent, StrayMoney
from .photos import Favourite, Photo, PhotoCutOut, PhotoQuerySet, PhotoTag
from .placements import PhotoPlacement
from .sales import CartLine, PhotoPrice, PhotoSale, PriceDefault, SaleOpening, WareKind

__all__ = [
    "TITLE_LENGTH",
    "Album",
    "AlbumClassroom",
    "CartLine",
    "ClipWork",
    "Favourite",
    "FreeAllowance",
    "FreePhoto",
    "LedgerBooking",
    "LedgerEntry",
    "MoneyBack",
    "Order",
    "OrderLine",
    "OutsideMoney",
    "Payment",
    "PaymentEvent",
    "Photo",
    "PhotoConsent",
    "PhotoCutOut",
    "PhotoPlacement",
    "PhotoPrice",
    "PhotoQuerySet",
    "PhotoSale",
    "PhotoSettings",
    "PhotoTag",
    "PriceDefault",
    "Purpose",
    "Refund",
    "SaleOpening",
    "StrayMoney",
    "TakedownRequest",
    "WareKind",
]
