"""Storage of our own."""

from tests.bucket import _s3, in_a_bucket  # noqa: F401 - fixtures
