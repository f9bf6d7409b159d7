"""Who asks, and how, where a proxy in front says so: believed of the proxy alone.

A proxy adds to each request the address that it sees, as the last of ``X-Forwarded-For``. Whoever reaches the
server past it could write there what they like, and so get around what is counted of an address.
"""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Network = IPv4Network | IPv6Network


def is_proxy(address: str, proxies: Iterable[Network]) -> bool:
    """Whether a request that comes from this address is brought by a proxy of ours. Over a socket of the
    machine itself ("") only a proxy comes."""
    if not address:
        return True
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    plain = getattr(found, "ipv4_mapped", None) or found
    return any(plain in network for network in proxies)


def init_app(app: Flask) -> None:
    """Believe the proxies of the settings: the last address of each header is what the nearest has seen."""
    plain, proxies = app.wsgi_app, app.config["PROXIES"]
    told: WSGIApplication = ProxyFix(plain, x_for=1, x_proto=1, x_host=1)

    def answer(asked: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        brought = is_proxy(asked.get("REMOTE_ADDR", ""), proxies)
        return told(asked, start_response) if brought else plain(asked, start_response)

    app.wsgi_app = answer  # type: ignore[assignment, method-assign]
