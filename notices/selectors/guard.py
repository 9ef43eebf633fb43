"""The guard before sending: telephone numbers and names of children do not belong in a notice to everybody."""

import re
import unicodedata
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from facilities.models import Facility
from notices.models import Notice

PHONE = re.compile(r"(?<!\d)\(?0\d{1,4}\)?[-ー‐-―−\s]?\d{1,4}[-ー‐-―−\s]?\d{3,4}(?!\d)")

# Family and given name standing together, as a text without spaces would write them.
NAMES = """
SELECT DISTINCT c.family_name || ' ' || c.given_name
FROM facilities_child c
WHERE c.organisation_id = %(organisation)s AND length(c.given_name) > 0 AND length(c.family_name) > 0
  AND position(c.family_name || c.given_name IN %(text)s) > 0
  AND EXISTS (SELECT 1 FROM facilities_enrolment e WHERE e.child_id = c.id AND e.starts_on <= %(today)s
              AND (e.ends_on IS NULL OR e.ends_on >= %(today)s)
              AND (%(facility)s::uuid IS NULL OR e.facility_id = %(facility)s))
ORDER BY 1 LIMIT 3
"""


@dataclass(frozen=True)
class Found:
    """What the text gives away: names of children and telephone numbers that are not a facility's."""

    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names or self.phones)

    @property
    def all(self) -> tuple[str, ...]:
        return self.names + self.phones


def private_words(notice: Notice, *texts: str) -> Found:
    """Look through title and text as they will be sent; two queries at most."""
    text = unicodedata.normalize("NFKC", "\n".join(texts))
    return Found(_names(notice, text), _phones(notice, text))


def _names(notice: Notice, text: str) -> tuple[str, ...]:
    flat = "".join(text.split())
    if len(flat) < 2:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            NAMES,
            {
                "organisation": notice.organisation_id,
                "facility": notice.facility_id,
                "text": flat,
                "today": timezone.localdate(),
            },
        )
        return tuple(row[0] for row in cursor.fetchall())


def _phones(notice: Notice, text: str) -> tuple[str, ...]:
    found = {re.sub(r"\D", "", match.group()): match.group().strip() for match in PHONE.finditer(text)}
    found = {digits: said for digits, said in found.items() if 10 <= len(digits) <= 11}
    if not found:
        return ()
    facilities = Facility.objects.filter(organisation=notice.organisation_id).exclude(phone="")
    known = {re.sub(r"\D", "", phone) for phone in facilities.values_list("phone", flat=True)}
    known.add(re.sub(r"\D", "", notice.organisation.phone))
    return tuple(said for digits, said in found.items() if digits not in known)[:3]
