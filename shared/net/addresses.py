"""Which network addresses may be connected to: the public internet, and the networks an operator opens by name.

Sources: the IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890 and successors), and the metadata addresses
of the large clouds. The lists are written out because `ipaddress.is_global` differs between patch releases of Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_FORBIDDEN_V4: tuple[tuple[IPv4Network, str], ...] = tuple(
    (IPv4Network(network), name)
    for network, name in (
        ("169.254.169.254/32", "cloud metadata"),
        ("168.63.129.16/32", "cloud metadata"),  # Azure's wire server has a public number
        ("100.100.100.200/32", "cloud metadata"),
        ("192.0.0.192/32", "cloud metadata"),
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("255.255.255.255/32", "broadcast"),
        ("240.0.0.0/4", "reserved"),
    )
)

# What browsers never send a web request to (Fetch Standard, 2.9 "Port blocking"), and databases that speak a line protocol.
_NO_WEB_PORTS = frozenset(
    (
        *(
            0,
            1,
            7,
            9,
            11,
            13,
            15,
            17,
            19,
            20,
            21,
            22,
            23,
            25,
            37,
            42,
            43,
            53,
            69,
            77,
            79,
            87,
            95,
            101,
            102,
            103,
            104,
            109,
            110,
            111,
        ),
        *(
            113,
            115,
            117,
            119,
            123,
            135,
            137,
            139,
            143,
            161,
            179,
            389,
            427,
            465,
            512,
            513,
            514,
            515,
            526,
            530,
            531,
            532,
            540,
            548,
        ),
        *(554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566),
        *(6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 3306, 5432, 6379, 11211, 27017),
    )
)

_GLOBAL_V6 = IPv6Network("2000::/3")
_FORBIDDEN_V6: tuple[tuple[IPv6Network, str], ...] = tuple(
    (IPv6Network(network), name)
    for network, name in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("2001::/32", "Teredo tunnel"),
        ("2001::/23", "protocol assignments"),
        ("2001:db8::/32", "documentation"),
        ("3fff::/20", "documentation"),
        ("fd00:ec2::/32", "cloud metadata"),
        ("fc00::/7", "unique local"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
        ("64:ff9b:1::/48", "local NAT64"),
        ("100::/64", "discard"),
    )
)

# Forms of an IPv6 address that stand for an IPv4 address, and the bits below which it sits.
_EMBEDDING: tuple[tuple[IPv6Network, int], ...] = (
    (IPv6Network("::ffff:0:0/96"), 0),  # mapped
    (IPv6Network("::ffff:0:0:0/96"), 0),  # translated, RFC 7915
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64, RFC 6052
    (IPv6Network("::/96"), 0),  # IPv4-compatible, deprecated
    (IPv6Network("2002::/16"), 80),  # 6to4
)
_ISATAP_MARKS = (0x00005EFE, 0x02005EFE)  # RFC 5214: the interface identifier ends in the IPv4 address


def parse_networks(names: Iterable[str]) -> tuple[Network, ...]:
    """The networks named, e.g. `["127.0.0.0/8", "fd00::/8"]`; raises ValueError for what is no network."""
    return tuple(ip_network(name.strip(), strict=False) for name in names if name.strip())


def embedded_ipv4(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for (mapped, translated, NAT64, compatible, 6to4, ISATAP), or None."""
    if isinstance(address, IPv4Address) or address in (IPv6Address("::"), IPv6Address("::1")):
        return None
    number = int(address)
    for network, shift in _EMBEDDING:
        if address in network:
            return IPv4Address((number >> shift) & 0xFFFFFFFF)
    if (number >> 32) & 0xFFFFFFFF in _ISATAP_MARKS:
        return IPv4Address(number & 0xFFFFFFFF)
    return None


def port_refusal(port: int) -> str | None:
    """Why no web request goes to this port, or None where it may."""
    return f"port {port} is not the web's" if port in _NO_WEB_PORTS else None


def refusal(address: str | Address, allow: Sequence[Network] = ()) -> str | None:
    """Why the address must not be connected to ("loopback", "private", ...), or None where it may be.

    `allow` opens networks that would be refused. What is no address at all is refused.
    """
    try:
        parsed = ip_address(address.partition("%")[0]) if isinstance(address, str) else address
    except ValueError:
        return "not an address"
    inner = embedded_ipv4(parsed)
    if any(parsed in network or (inner is not None and inner in network) for network in allow):
        return None
    if isinstance(parsed, IPv4Address):
        return _first(parsed, _FORBIDDEN_V4)
    if inner is not None:
        return _first(inner, _FORBIDDEN_V4)
    return _first(parsed, _FORBIDDEN_V6) or (None if parsed in _GLOBAL_V6 else "not global unicast")


def _first(address: Address, forbidden: Sequence[tuple[Network, str]]) -> str | None:
    return next((name for network, name in forbidden if address in network), None)
