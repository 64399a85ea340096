from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.net.addresses import embedded_ipv4, parse_networks, refusal


@pytest.mark.threat("ssrf-address", "ssrf-metadata", "ssrf-ipv6")
@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("0.0.0.0", "this network"),
        ("10.1.2.3", "private"),
        ("100.64.0.1", "carrier-grade NAT"),
        ("100.100.100.200", "cloud metadata"),
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("168.63.129.16", "cloud metadata"),
        ("169.254.169.254", "cloud metadata"),
        ("169.254.1.1", "link-local"),
        ("172.31.255.255", "private"),
        ("192.0.2.1", "documentation"),
        ("192.168.0.1", "private"),
        ("198.18.0.1", "benchmarking"),
        ("224.0.0.1", "multicast"),
        ("255.255.255.255", "broadcast"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:0:10.0.0.1", "private"),
        ("::127.0.0.1", "loopback"),
        ("64:ff9b::7f00:1", "loopback"),
        ("64:ff9b::a9fe:a9fe", "cloud metadata"),
        ("64:ff9b:1::1", "local NAT64"),
        ("2002:7f00:1::1", "loopback"),
        ("2002:c0a8:1::", "private"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "Teredo tunnel"),
        ("2a00:1450:4001::5efe:10.0.0.1", "private"),
        ("2001:db8::1", "documentation"),
        ("3fff::1", "documentation"),
        ("fd00:ec2::254", "cloud metadata"),
        ("fd12::1", "unique local"),
        ("fe80::1%eth0", "link-local"),
        ("fec0::1", "site-local"),
        ("ff02::1", "multicast"),
        ("4000::1", "not global unicast"),
        ("example.com", "not an address"),
        ("", "not an address"),
    ],
)
def test_refused(address: str, reason: str) -> None:
    assert refusal(address) == reason


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2a00:1450:4001::200e", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"],
)
def test_public(address: str) -> None:
    assert refusal(address) is None


@pytest.mark.threat("ssrf-address")
def test_an_opened_network_opens_also_its_ipv6_forms_and_nothing_else() -> None:
    allow = parse_networks(["127.0.0.0/8", " "])
    assert refusal("127.0.0.1", allow) is None
    assert refusal("::ffff:127.0.0.1", allow) is None
    assert refusal("::1", allow) == "loopback"
    assert refusal("10.0.0.1", allow) == "private"


def test_parse_networks_refuses_what_is_no_network() -> None:
    with pytest.raises(ValueError, match="does not appear"):
        parse_networks(["intranet"])


@pytest.mark.threat("ssrf-ipv6")
@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_every_ipv6_form(address: object) -> None:
    number = int(ip_address(str(address)))
    forms = [0xFFFF << 32 | number, 0xFFFF << 48 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80]
    for form in forms:
        six = ip_address(form.to_bytes(16, "big"))
        assert embedded_ipv4(six) == address
        assert refusal(six) == refusal(str(address))


@pytest.mark.threat("ssrf-address")
@given(st.ip_addresses())
def test_what_the_standard_library_calls_private_is_never_public(address: object) -> None:
    parsed = ip_address(str(address))
    if parsed.is_private or parsed.is_loopback or parsed.is_link_local or parsed.is_multicast or parsed.is_reserved:
        inner = embedded_ipv4(parsed)
        assert refusal(parsed) or (inner is not None and inner not in ip_network("10.0.0.0/8"))
