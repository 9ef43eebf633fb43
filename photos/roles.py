"""Who works with photos: who brings and tags them, who lets families see them."""

from facilities.models.roles import Role

# They make albums, bring photos and say who is on them.
PHOTO_ROLES = frozenset({Role.MANAGER, Role.OFFICE, Role.TEACHER, Role.NURSE})
# Manager and office (KEEPING_ROLES) show an album to families, keep consents and answer wishes: a second pair of eyes.
