"""Where files of families lie: on a disk of ours, or in S3-compatible storage that one address names."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def storage_of(address: str) -> dict[str, Any]:
    """Django's storage for `s3://<key>:<secret>@<host>[:port]/<bucket>[?region=…&plain=1]`, else MEDIA_ROOT.

    `plain` is http, for a server beside this one. Objects are private, and nobody but the application reads them.
    """
    if not address:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(address)
    bucket, asked = parts.path.strip("/"), parse_qs(parts.query)
    if parts.scheme != "s3" or not bucket or not parts.hostname or not parts.username or not parts.password:
        raise ImproperlyConfigured(
            "ENGAWA_MEDIA_URL must look like s3://<key>:<secret>@<host>/<bucket>, with key and secret percent-encoded."
        )
    scheme, port = "http" if "plain" in asked else "https", f":{parts.port}" if parts.port else ""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password),
            "bucket_name": bucket,
            "endpoint_url": f"{scheme}://{parts.hostname}{port}",
            "region_name": asked.get("region", ["us-east-1"])[0],
            "addressing_style": "path",
            "signature_version": "s3v4",
            "default_acl": None,  # the bucket's own: private
            "querystring_auth": True,
            "file_overwrite": True,
        },
    }
