"""Our address table against ssrfguard's: it refuses nothing that we allow, and each further refusal has a reason."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ssrfguard import DEFAULT_DENIED

from scraper.fetching.addresses import GLOBAL_IPV6, REFUSED_IPV4, REFUSED_IPV6, is_allowed
from tests.fetching.test_addresses import ALLOWED, REFUSED

Network = IPv4Network | IPv6Network

#: What we refuse and ssrfguard does not, in whole or in part, and why.
STRICTER = {
    "168.63.129.16/32": "a cloud's wire server, which is in no registry of addresses",
    "192.0.0.0/24": "its two global addresses are services to find relays and ports, no web servers",
    "2001::/23": "its global addresses are services and identifiers, no web servers; Teredo carries an IPv4 address",
    "2002::/16": "6to4, which is deprecated and goes by way of relays: the IPv4 address in it can be asked for itself",
    "::/3": "given to nobody; the IPv4 addresses in IPv4-compatible and NAT64 addresses can be asked for themselves",
    "4000::/2": "given to nobody",
    "8000::/1": "given to nobody, or to local networks only",
}
STRICTER_NETWORKS = [ip_network(each) for each in STRICTER]
NETWORKS: list[Network] = [
    *REFUSED_IPV4, *REFUSED_IPV6, GLOBAL_IPV6, *STRICTER_NETWORKS, *(block.network for block in DEFAULT_DENIED.blocks)
]  # fmt: skip


def edges(network: Network) -> Iterator[str]:
    """The first and last address of a block, and its neighbours outside."""
    first, last = network.network_address, network.broadcast_address
    yield from (str(first), str(last))
    if int(first):
        yield str(first - 1)
    if int(last) + 1 < 2**last.max_prefixlen:
        yield str(last + 1)


TABLE = sorted({*REFUSED, *ALLOWED, *(address for network in NETWORKS for address in edges(network))})


def agrees(address: str) -> bool:
    """Whether both say the same of an address."""
    return is_allowed(address) is not DEFAULT_DENIED.classify(address).blocked


def is_stricter(address: str) -> bool:
    """Whether we refuse an address that ssrfguard does not, for a reason that is stated."""
    return not is_allowed(address) and any(ip_address(address) in network for network in STRICTER_NETWORKS)


@pytest.mark.parametrize("address", TABLE)
def test_both_say_the_same_of_the_table(address):
    """Every address of our tests, and those at the edges of all blocks that either knows."""
    assert agrees(address) or is_stricter(address)


@settings(max_examples=1_000, deadline=None)  # the machine may be busy
@given(st.one_of(st.ip_addresses(), *(st.ip_addresses(network=network) for network in NETWORKS)))
def test_both_say_the_same_of_any_address(address):
    """Addresses at random, of all and within each block."""
    assert agrees(str(address)) or is_stricter(str(address))


@pytest.mark.parametrize("network", STRICTER)
def test_each_difference_is_one(network):
    """No reason is kept that is none any more."""
    inside = [address for address in TABLE if ip_address(address) in ip_network(network)]
    assert any(not agrees(address) for address in inside)
