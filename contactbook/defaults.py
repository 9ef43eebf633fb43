"""The templates a facility starts with, after what nurseries in Japan use (0; 1-2; 3-5; after school)."""

from contactbook.items import Item
from contactbook.models import Band, Side

AMOUNTS = ("all", "most", "half", "little", "none")
STOOLS = ("none", "normal", "hard", "soft", "loose")
MOODS = ("good", "fair", "bad")
SYMPTOMS = ("cough", "runny_nose", "vomiting", "diarrhoea", "rash", "stomach_ache", "no_appetite")

TEMPERATURE = Item("temperature", "temperature")
NEEDED_TEMPERATURE = Item("temperature", "temperature", is_required=True)
SLEEP = Item("sleep", "sleep")
DINNER = Item("dinner", "meal", options=AMOUNTS)
BREAKFAST = Item("breakfast", "meal", options=AMOUNTS)
MILK = Item("milk", "milk")
STOOL = Item("stool", "stool", options=STOOLS)
MOOD = Item("mood", "choice", options=MOODS)
SICKNESS = Item("symptoms", "choices", options=SYMPTOMS)
MEDICINE = Item("medicine", "line")
BATH = Item("bath", "yes_no")
POOL = Item("pool", "yes_no")
PICK_UP = Item("pick_up", "pick_up")
NOTE = Item("note", "text")
PHOTOS = Item("photos", "photos")
NAP = Item("nap", "sleep")
LUNCH = Item("lunch", "meal", options=AMOUNTS)
SNACK = Item("snack", "meal", options=AMOUNTS)

DEFAULTS: dict[tuple[str, str], tuple[Item, ...]] = {
    (Band.BABY, Side.HOME): (
        NEEDED_TEMPERATURE, SLEEP, MILK, DINNER, BREAKFAST, STOOL, MOOD, SICKNESS, MEDICINE, BATH, PICK_UP, NOTE,
        PHOTOS,
    ),
    (Band.TODDLER, Side.HOME): (
        NEEDED_TEMPERATURE, SLEEP, DINNER, BREAKFAST, STOOL, MOOD, SICKNESS, MEDICINE, POOL, PICK_UP, NOTE, PHOTOS,
    ),
    (Band.CHILD, Side.HOME): (TEMPERATURE, MOOD, SICKNESS, POOL, PICK_UP, NOTE, PHOTOS),
    (Band.SCHOOL, Side.HOME): (TEMPERATURE, PICK_UP, NOTE),
    (Band.BABY, Side.NURSERY): (TEMPERATURE, NAP, MILK, LUNCH, SNACK, STOOL, MOOD, BATH, NOTE, PHOTOS),
    (Band.TODDLER, Side.NURSERY): (TEMPERATURE, NAP, LUNCH, SNACK, STOOL, MOOD, NOTE, PHOTOS),
    (Band.CHILD, Side.NURSERY): (TEMPERATURE, LUNCH, MOOD, NOTE, PHOTOS),
    (Band.SCHOOL, Side.NURSERY): (SNACK, NOTE, PHOTOS),
}  # fmt: skip
JOURNAL = (Item("note", "text", is_required=True), PHOTOS)


def default_items(band: str, side: str) -> tuple[Item, ...]:
    """What a facility has before its manager changes anything."""
    return JOURNAL if side == Side.CLASS else DEFAULTS[Band(band), Side(side)]


def band_of(age: int) -> Band:
    """The band of a class by the age of its children on 1 April."""
    if age == 0:
        return Band.BABY
    if age <= 2:
        return Band.TODDLER
    return Band.CHILD if age <= 5 else Band.SCHOOL
