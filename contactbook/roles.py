"""Which staff read and write contact books. The central office does neither."""

from facilities.models import Role

READING_ROLES = frozenset({Role.MANAGER, Role.TEACHER, Role.NURSE, Role.PART_TIME, Role.OFFICE})
WRITING_ROLES = frozenset({Role.MANAGER, Role.TEACHER, Role.NURSE, Role.PART_TIME})
# Who lets families read it: a helper for some hours writes, but does not publish.
PUBLISHING_ROLES = frozenset({Role.MANAGER, Role.TEACHER, Role.NURSE})
BOOK_KEEPING_ROLES = frozenset({Role.MANAGER, Role.OFFICE})
# Who has the bound books of a class made.
BINDING_ROLES = frozenset({Role.MANAGER, Role.TEACHER, Role.OFFICE})
