"""Static files with a hash in the name, so that browsers may keep them for a year."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

OUR_IMPORTS = ("js/*.js", ((r"""(?P<matched>from\s*["'](?P<url>\./.*?)["'])""", 'from "%(url)s"'),))


class HashedStorage(CompressedManifestStaticFilesStorage):
    """A file that was not collected yet keeps its plain name instead of failing the page.

    Names inside our modules' imports get their hash too: a module never loads under two names.
    """

    manifest_strict = False
    max_post_process_passes = 20  # a chain of imports as long as that; a circle has no hashes at all
    patterns = (*CompressedManifestStaticFilesStorage.patterns, OUR_IMPORTS)

    def stored_name(self, name: str) -> str:
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name
