"""No address on this machine or its network is ever connected to, however it is spelled or reached."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys

import httpcore
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import PolicyError, PrivateAddressError
from scraper.fetching.addresses import is_allowed, is_local_name, literal_address
from scraper.fetching.backend import GuardedBackend
from tests.hostile_server import answer, redirect

REFUSED = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16
    169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1
    198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
    64:ff9b:1::1 100::1 2001::1 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:a9fe:a9fe:: 3fff::1
    2002:808:808::1 64:ff9b::808:808 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1
""".split()

ALLOWED = """
    1.1.1.1 8.8.8.8 93.184.216.34 100.63.255.255 100.128.0.1 168.63.129.15 172.15.255.255 172.32.0.1 192.0.1.1
    198.17.255.255 198.20.0.1 223.255.255.255 2001:4860:4860::8888 2606:4700::1111 2a00:1450::1 ::ffff:8.8.8.8
""".split()

#: Loopback and other refused addresses, as a URL may spell them.
SPELLINGS = """
    127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001 0 0x0 127.0.0.1. 127。0。0。1
    [::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [64:ff9b::7f00:1] [2002:7f00:1::] [fe80::1]
    localhost LOCALHOST localhost. a.localhost printer.local metadata.google.internal router.home.arpa
    169.254.169.254 0xa9fea9fe 2852039166 10.0.0.1 192.168.0.1 user:pass@127.0.0.1 public.example@127.0.0.1
""".split()


@pytest.fixture
def canary(serve):
    """A server that nothing may connect to."""
    server = serve({"/*": answer(b"reached")})
    yield server
    assert server.connections == 0


@pytest.mark.parametrize("address", REFUSED)
def test_special_addresses_are_refused(address):
    """Private, loopback, link-local, multicast, reserved and metadata addresses are not public ones."""
    assert not is_allowed(address)


@pytest.mark.parametrize("address", ALLOWED)
def test_public_addresses_are_allowed(address):
    """Addresses next to the refused blocks are public ones."""
    assert is_allowed(address)


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=60))
def test_any_host_can_be_judged(host):
    """Every text is an address or a name, and judging it raises nothing."""
    literal = literal_address(host)
    assert literal is None or isinstance(is_allowed(literal), bool)
    assert isinstance(is_local_name(host), bool)
    assert not is_allowed(host) or literal is not None


@pytest.mark.parametrize("host", SPELLINGS)
def test_every_spelling_of_a_private_address_is_refused(client, canary, host):
    """Decimal, hexadecimal, short, mapped and named forms are fetch.private, before anything is opened."""
    with pytest.raises(PolicyError) as caught:
        client(allow_private=False, ports=(canary.port,)).fetch(f"http://{host}:{canary.port}/")
    assert caught.value.code == "fetch.private"
    assert caught.value.exit_status == 6


def test_an_address_without_a_host_is_refused(client, canary):
    """`http:///page`, which resolvers read as this machine, is fetch.private."""
    for url in ("http:///ok", "http://", f"http://:{canary.port}/"):
        with pytest.raises(PrivateAddressError):
            client(allow_private=False).fetch(url)


@pytest.mark.parametrize(
    "answers", [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::1"], ["2606:4700::1111", "10.0.0.1"], ["fe80::1%lo"]]
)
def test_a_name_with_any_private_answer_is_refused(client, canary, answers):
    """One private address among a name's answers is enough."""
    with pytest.raises(PrivateAddressError, match=r"mixed\.example") as caught:
        client({"mixed.example": answers}, allow_private=False, ports=(canary.port,)).fetch(
            canary.url("/x", host="mixed.example")
        )
    assert caught.value.url == canary.url("/x", host="mixed.example")


def test_a_name_that_changes_its_answer_gains_nothing(canary):
    """The address that was checked is the one connected to: a second lookup is a second check."""
    answers = [["203.0.114.1"], ["127.0.0.1"]]  # a public address that nobody answers on, then loopback
    asked = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    backend = GuardedBackend(allow_private=False, resolve=rebinding)
    with pytest.raises((httpcore.ConnectError, httpcore.ConnectTimeout)):
        asyncio.run(backend.connect_tcp("rebinding.example", canary.port, timeout=0.3))
    assert len(asked) == 1
    with pytest.raises(PrivateAddressError):
        asyncio.run(backend.connect_tcp("rebinding.example", canary.port, timeout=0.3))


def test_a_redirect_to_a_private_address_is_refused(serve, client, canary):
    """Every hop is checked anew: a public page cannot send us to a private one."""
    # A proxy plays the public host, since none can be reached from here; the redirect it sends on is checked by us.
    relay = serve({"http://public.example/start": redirect(canary.url("/secret"))})
    with pytest.raises(PrivateAddressError) as caught:
        client(proxy=relay.url(), allow_private=False, ports=(80, canary.port)).fetch("http://public.example/start")
    assert caught.value.url == "http://public.example/start"
    assert relay.paths == ["http://public.example/start"]


@pytest.mark.parametrize("port", [21, 22, 25, 79, 81, 6379, 9200, 65535])
def test_other_ports_are_refused(client, port):
    """Ports other than 80, 443, 8080 and 8443 are fetch.port, exit 6."""
    with pytest.raises(PolicyError) as caught:
        client(allow_private=False).fetch(f"http://public.example:{port}/")
    assert (caught.value.code, caught.value.exit_status) == ("fetch.port", 6)


def test_the_real_resolver_is_checked_too(client, canary):
    """This machine's own name, looked up for real, leads nowhere."""
    backend = GuardedBackend(allow_private=False)
    name = "localhost" if socket.gethostbyname("localhost").startswith("127.") else "127.1"
    with pytest.raises(PrivateAddressError):
        asyncio.run(backend.connect_tcp(name, canary.port, timeout=5.0))


def test_the_table_costs_no_http_client():
    """The address table is imported without httpx, so that others can ask it cheaply."""
    code = "import sys, scraper.fetching.addresses; print({'httpx', 'httpcore', 'protego'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "set()\n"
