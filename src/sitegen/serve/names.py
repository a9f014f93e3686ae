"""Which names of this machine a browser may have used.

A page elsewhere can have its own name lead to this machine (DNS rebinding) and then read what is served
here; but its requests carry that name.  So only names that nobody else can own are answered.
"""

from __future__ import annotations

from contextlib import suppress
from ipaddress import ip_address


def is_own_name(given: str, bound: str) -> bool:
    """Tell whether a `Host` header names this machine: `localhost`, an address, or what it was told to be."""
    name = _without_port(given).lower().rstrip(".")
    return name in ("localhost", bound.lower()) or name.endswith(".localhost") or _is_address(name)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0] if host.count(":") < 2 else host


def _is_address(name: str) -> bool:
    with suppress(ValueError):
        ip_address(name)
        return True
    return False


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False
