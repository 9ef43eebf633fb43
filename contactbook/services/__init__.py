"""What happens to contact books. Import the module: `contactbook.services.write_cells`."""

from .publishing import approve_entries, give_back, publish_due, publish_entries
from .reading import read_entries
from .sending import send_entry
from .settling import settle_write
from .writing import Page, Written, write_cells

__all__ = [
    "Page",
    "Written",
    "approve_entries",
    "give_back",
    "publish_due",
    "publish_entries",
    "read_entries",
    "send_entry",
    "settle_write",
    "write_cells",
]
