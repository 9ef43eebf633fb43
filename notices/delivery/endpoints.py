"""Where push may go: an endpoint comes from a browser and may name any address, also one of our network."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult
from django.conf import settings

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class PublicResolver(AbstractResolver):
    """Resolves a name to addresses that were checked, and the connection dials exactly these."""

    def __init__(self) -> None:
        self._resolver = ThreadedResolver()

    async def resolve(self, host: str, *args: Any, **options: Any) -> list[ResolveResult]:
        """Look a name up; OSError when it leads to no public address."""
        found = await self._resolver.resolve(host, *args, **options)
        anywhere = settings.PUSH_ALLOW_PRIVATE_ENDPOINTS
        public = [entry for entry in found if anywhere or is_public(entry["host"])]
        if not public:
            raise OSError(f"no public address for {host}")
        return public

    async def close(self) -> None:
        """Nothing is held."""
        await self._resolver.close()


def check_endpoint(endpoint: str) -> str:
    """Give the origin; ValueError unless a push service can live here: https on 443, a full public name."""
    parts = urlsplit(endpoint)
    if settings.PUSH_ALLOW_PRIVATE_ENDPOINTS and parts.scheme in ("http", "https") and parts.hostname:
        return f"{parts.scheme}://{parts.netloc}"
    if parts.scheme != "https" or parts.port not in (None, 443):
        raise ValueError("A push endpoint is an https address on port 443.")
    if not parts.hostname or parts.username is not None:
        raise ValueError("A push endpoint names a host and no user.")
    if _is_address(parts.hostname):
        if not is_public(parts.hostname):
            raise ValueError("A push endpoint has a public address.")
    elif "." not in parts.hostname.strip("."):
        raise ValueError("A push endpoint has a full name.")
    return f"https://{parts.netloc}"


def is_public(address: str) -> bool:
    """Is this an address of the open internet, also when it is an IPv4 address in IPv6 clothes?"""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _is_address(host: str) -> bool:
    """Also the short and octal forms (127.1, 0x7f.1) that a system resolver takes for an address."""
    last = host.rstrip(".").rsplit(".", 1)[-1].lower()
    return ":" in host or last.isdigit() or last.startswith("0x")
