"""Static files with a hash in the name, so that browsers may keep them for a year."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """A file that was not collected yet keeps its plain name instead of failing the page."""

    manifest_strict = False
