"""S3-compatible storage of our own, for one test at a time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest
from moto.server import ThreadedMotoServer

from backend.storing import storage_of


@pytest.fixture(scope="session")
def _s3() -> Iterator[str]:
    """Host and port of a server that speaks S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"{host}:{port}"
    server.stop()


@pytest.fixture
def in_a_bucket(_s3: str, settings: Any, tmp_path: Path) -> Any:
    """From here on files of families lie in a private bucket; boto3's view of it. Nothing may reach the disk."""
    name = f"engawa-{uuid4().hex[:8]}"
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "se/+et"}
    bucket = boto3.resource(
        "s3", endpoint_url=f"http://{_s3}", region_name="ap-northeast-1", **keys
    ).create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    address = f"s3://key:se%2F%2Bet@{_s3}/{name}?region=ap-northeast-1&plain=1"
    settings.MEDIA_ROOT = str(tmp_path / "disk")
    settings.STORAGES = {**settings.STORAGES, "default": storage_of(address)}
    yield bucket
    assert not (tmp_path / "disk").exists()
