"""What every page's frame needs to know; the view layer fills it, the templates only read it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NavItem:
    """One place in the tab bar or the rail. `icon` is a name in icons.svg, `count` 0 shows no badge."""

    label: str
    icon: str
    url: str
    is_current: bool = False
    count: int = 0


@dataclass(frozen=True)
class FacilityLink:
    """One facility in the PC rail; `count` is already words ("41 children"), empty shows nothing."""

    name: str
    url: str
    count: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class Shell:
    """The frame of a signed-in page; every default is what an anonymous visitor gets."""

    user_name: str = ""
    user_initial: str = ""
    user_key: str = ""
    """Opaque, stable for one person: what one left unsent is never sent by the next on this device."""
    workplace: str = ""
    nav: tuple[NavItem, ...] = ()
    facilities: tuple[FacilityLink, ...] = ()
    facilities_total: int = 0
    """How many there are in all; more than are listed shows a link to `facilities_url`."""
    facilities_url: str = ""
    home_url: str = "/"
    account_url: str = ""
    """Where the foot of the rail leads: language, passkeys, notifications."""
    sign_out_url: str = ""
    switch_url: str = ""
    """Tablet only: the sheet that says who is acting."""
    lock_url: str = ""
    """Shared tablet only: where leaving it is said, while somebody acts."""
    lock_after: int = 0
    """Seconds without a touch until the tablet locks itself."""
    acting_id: str = ""
    """Who acts, as the address of her PIN sheet names her."""
    emergency_url: str = ""
    """A partial with the unconfirmed emergencies, asked again after a lost connection. Empty: no red band."""
    places: str = ""
    """Names of her facilities, joined: what an emergency's words call "your facility"."""
    facility_phone: str = ""
    """The number an emergency offers to call."""
    live_ticket: str = ""
    vapid_public_key: str = ""
    unread_count: int = 0

    @property
    def facilities_more(self) -> int:
        """How many facilities the rail does not list."""
        return max(0, self.facilities_total - len(self.facilities))
