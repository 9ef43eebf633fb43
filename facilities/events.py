"""What open screens are told about people. Ids only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.events import Event


@dataclass(frozen=True)
class RegistrationMoved(Event):
    """Sheets were printed or somebody joined: the registration rate of this facility may have changed."""

    name: ClassVar[str] = "registration.moved"

    facility_id: UUID


@dataclass(frozen=True)
class FamilyMoved(Event):
    """Who of this household reads along has changed."""

    name: ClassVar[str] = "family.moved"

    household_id: UUID


@dataclass(frozen=True)
class EnrolmentMoved(Event):
    """A child came, left or changed class at this facility, now or on a later day; or next year's plan changed."""

    name: ClassVar[str] = "enrolment.moved"

    facility_id: UUID


@dataclass(frozen=True)
class ApplicationsChanged(Event):
    """A form arrived or was decided."""

    name: ClassVar[str] = "applications.changed"

    application_id: UUID
