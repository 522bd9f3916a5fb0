"""Which network addresses we may connect to: public ones only, by our own table.

`ipaddress.is_global` is not used: its answers differ between Python versions, and several are wrong for this purpose
(multicast, cloud metadata services, IPv6 forms that carry a private IPv4 address).
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

#: Special-purpose IPv4 blocks, https://www.iana.org/assignments/iana-ipv4-special-registry, and one cloud service.
REFUSED_IPV4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private use
        "100.64.0.0/10",  # carrier-grade NAT; holds a metadata service too
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's wire server, reachable from its machines only
        "169.254.0.0/16",  # link-local; the usual metadata services
        "172.16.0.0/12",  # private use
        "192.0.0.0/24",  # protocol assignments; holds a metadata service too
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private use
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)

#: The one IPv6 block from which global unicast addresses are assigned,
#: https://www.iana.org/assignments/ipv6-address-space.
#: Loopback, link-local, site-local, unique local, multicast, NAT64 and IPv4-compatible addresses lie outside it.
GLOBAL_IPV6 = IPv6Network("2000::/3")

#: Special-purpose blocks within it, https://www.iana.org/assignments/iana-ipv6-special-registry.
REFUSED_IPV6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: carries any IPv4 address
        "3fff::/20",  # documentation
    )
)

#: Host names and suffixes that mean this machine or the local network, whatever a resolver says.
LOCAL_NAMES = ("localhost", "localdomain", "local", "internal", "home.arpa")


def is_allowed(address: str) -> bool:
    """Whether a literal address is public; False for anything that is not an address."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            return parsed in GLOBAL_IPV6 and not any(parsed in block for block in REFUSED_IPV6)
        parsed = parsed.ipv4_mapped
    return not any(parsed in block for block in REFUSED_IPV4)


def literal_address(host: str) -> str | None:
    """The address that a host spells out: `127.0.0.1`, `::1`, and `0x7f.1` or `2130706433` as resolvers read them.

    None for a host name.
    """
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        pass  # not a plain address; perhaps one of the older spellings
    last = host.rstrip(".").rpartition(".")[2]
    if not last[:1].isdigit() or not last.isascii():
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))
    except (OSError, ValueError):  # ValueError: a NUL in it
        return None


def is_local_name(host: str) -> bool:
    """Whether the suffix of a host name alone says that it is this machine or the local network."""
    labels = host.rstrip(".").lower()
    return any(labels == name or labels.endswith("." + name) for name in LOCAL_NAMES)
