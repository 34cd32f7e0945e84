"""Where calls pass: cells, trunks and the gateways that VoIP comes through. All addresses are documentation ranges (RFC 5737)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linewarden.model.cdr import Route
from linewarden.sim.calls import Calls, Ints, Medium

Shorts = npt.NDArray[np.int16]

INTERNATIONAL_TRUNKS = ("INTL-SH-01", "INTL-SH-02", "INTL-GZ-01", "INTL-HK-01")
INTERCITY_TRUNKS = ("IC-NJ-01", "IC-SH-01", "IC-SZ-01", "IC-BJ-01")
ENTERPRISE_TRUNKS = ("ENT-CZ-01", "ENT-CZ-02", "ENT-CZ-03", "ENT-CZ-04")
WHOLESALE_TRUNKS = ("VGW-CZ-01", "VGW-NJ-01")  # domestic VoIP interconnection
TRUNKS = ("", *INTERNATIONAL_TRUNKS, *INTERCITY_TRUNKS, *ENTERPRISE_TRUNKS, *WHOLESALE_TRUNKS)

CODECS = ("", "PCMA", "PCMU", "G729", "opus", "AMR", "AMR-WB")
PROVINCES = ("", "江苏南京", "江苏苏州", "上海", "浙江杭州", "安徽合肥", "广东深圳", "北京", "河南郑州")

# Software that stands behind a gateway, and its share among: wholesale carriers, enterprises, rented gateways (assumption).
_STACKS = (
    ("Oracle SBC SCZ9.0", 30, 0, 2),
    ("Sonus SBC5400", 22, 0, 0),
    ("Huawei SE2900 V500R002", 20, 8, 0),
    ("ZTE SoftSwitch", 10, 6, 0),
    ("VOS3000 V2.1.8.05", 12, 4, 34),
    ("FreeSWITCH-mod_sofia/1.10.9-release", 4, 16, 26),
    ("Asterisk PBX 18.20.0", 2, 30, 20),
    ("Yealink SIP-T46U 108.86.0.90", 0, 14, 0),
    ("Grandstream UCM6304 1.0.23.9", 0, 14, 4),
    ("Cisco-SIPGateway/IOS-16.12", 0, 8, 0),
    ("MicroSIP/3.21.3", 0, 0, 8),
    ("eyeBeam release 1104g stamp 54685", 0, 0, 6),
)
USER_AGENTS = ("", *(row[0] for row in _STACKS))


@dataclass(frozen=True, slots=True)
class Names:
    """Texts that the small columns of `CALL` index; entry 0 of each is "" for not recorded."""

    cells: tuple[str, ...]
    source_ips: tuple[str, ...]
    user_agents: tuple[str, ...] = USER_AGENTS
    trunks: tuple[str, ...] = TRUNKS
    codecs: tuple[str, ...] = CODECS
    roaming: tuple[str, ...] = PROVINCES


@dataclass(frozen=True, slots=True)
class Gateways:
    """Where SIP comes from, as columns of length n; rows are grouped: wholesale, enterprise, rented."""

    trunk: Shorts
    source_ip: Shorts
    user_agent: Shorts
    codec: npt.NDArray[np.uint8]
    route: npt.NDArray[np.uint8]
    wholesale_abroad: slice
    wholesale_home: slice
    enterprise: slice
    rented_abroad: slice  # anybody may rent one; gangs do
    rented_home: slice

    def carry(self, calls: Calls, gateway: Ints) -> Calls:
        """The calls, seen as signalling from these gateways (shape [n]). Changes them in place."""
        for column in ("trunk", "source_ip", "user_agent", "codec", "route"):
            calls["trunk_in" if column == "trunk" else column] = getattr(self, column)[gateway]
        calls["medium"] = Medium.SIP
        return calls


# Group: how many, its trunks, its network, its column in _STACKS.
_GROUPS = (
    ("wholesale_abroad", 10, INTERNATIONAL_TRUNKS, "203.0.113.", 1),
    ("wholesale_home", 4, WHOLESALE_TRUNKS, "192.0.2.", 1),
    ("enterprise", 60, ENTERPRISE_TRUNKS, "198.51.100.", 2),
    ("rented_abroad", 24, INTERNATIONAL_TRUNKS, "203.0.113.", 3),
    ("rented_home", 12, WHOLESALE_TRUNKS, "192.0.2.", 3),
)


def gateways(rng: np.random.Generator) -> tuple[Gateways, tuple[str, ...]]:
    """The gateways of the city and the names that their `source_ip` indexes."""
    ips, groups = [""], {}
    trunk: list[int] = []
    agent: list[int] = []
    route: list[int] = []
    used: dict[str, int] = {}
    for name, count, trunks, network, stack in _GROUPS:
        groups[name] = slice(len(trunk), len(trunk) + count)
        shares = np.array([row[stack] for row in _STACKS], float)
        agent += (1 + rng.choice(len(_STACKS), count, p=shares / shares.sum())).tolist()
        trunk += [TRUNKS.index(trunks[i % len(trunks)]) for i in range(count)]
        route += [Route.INTERNATIONAL if name.endswith("abroad") else Route.DOMESTIC] * count
        first = used.get(network, 10)
        ips += [f"{network}{first + i}" for i in range(count)]
        used[network] = first + count
    codec = rng.choice([1, 1, 1, 2, 3, 3], len(trunk))
    columns = Gateways(
        np.array(trunk, np.int16),
        np.arange(1, len(trunk) + 1, dtype=np.int16),
        np.array(agent, np.int16),
        codec.astype(np.uint8),
        np.array(route, np.uint8),
        **groups,
    )
    return columns, tuple(ips)


def cells(rng: np.random.Generator, count: int) -> tuple[str, ...]:
    """Names of `count` cells, entry 0 for not recorded: location area and cell id, as carriers write them."""
    areas = 20_800 + np.arange(count) // 64
    ids = rng.choice(np.arange(10_001, 65_000), count, replace=False)
    return ("", *(f"{area}-{cell}" for area, cell in zip(areas.tolist(), ids.tolist(), strict=True)))


# Country code with the beginning of its mobile range, digits that follow, share among families and trade abroad, share among
# gangs, share among wangiri. Families: countries with large Chinese communities; gangs: countries named in court reports of
# such gangs and rented numbers of large countries; wangiri: small countries with high termination fees (assumption).
_ABROAD = (
    (14155, 6, 16, 9, 0), (16465, 6, 12, 8, 0), (16045, 6, 8, 5, 0), (44774, 7, 8, 10, 0), (8526, 7, 14, 12, 0), (8869, 8, 8, 4, 0),
    (8190, 8, 12, 3, 0), (8210, 8, 9, 3, 0), (614, 8, 10, 5, 0), (658, 7, 8, 6, 0), (4915, 9, 6, 2, 0), (336, 8, 3, 2, 0),
    (6012, 7, 5, 8, 0), (668, 8, 3, 7, 0), (6391, 8, 2, 8, 0), (8551, 7, 1, 9, 0), (95979, 7, 0, 8, 0), (97150, 7, 3, 4, 0),
    (849, 8, 3, 4, 0), (7916, 7, 2, 2, 4), (234803, 7, 2, 3, 6), (6757, 7, 0, 0, 22), (9607, 6, 0, 0, 18), (2169, 7, 0, 0, 18),
    (25261, 7, 0, 0, 14), (3712, 7, 0, 0, 10), (2356, 7, 0, 0, 14),
)  # fmt: skip
FAMILY, GANG, ONE_RING = 2, 3, 4


def foreign_numbers(rng: np.random.Generator, count: int, whose: int) -> Ints:
    """`count` random numbers abroad with the shares of column `whose`: FAMILY, GANG or ONE_RING."""
    table = np.array(_ABROAD, np.int64)
    shares = table[:, whose] / table[:, whose].sum()
    row = table[rng.choice(len(_ABROAD), count, p=shares)]
    power = 10 ** row[:, 1]
    numbers: Ints = row[:, 0] * power + (rng.random(count) * power).astype(np.int64)
    return numbers
