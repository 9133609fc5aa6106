"""Who there is: regions, service centres, partners, engineers, suppliers. Small, made once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

# key, name, parent, country, time zone, UTC offset (1 is Central Europe), currency, share of
# sales, share of own centres, mean January and July temperature in degrees Celsius
REGIONS = [
    ("R-EAST", "East China", "R-CN", "CN", "Asia/Shanghai", 8, 0, 0.25, 0.6, 4, 29),
    ("R-NORTH", "North China", "R-CN", "CN", "Asia/Shanghai", 8, 0, 0.16, 0.5, -10, 26),
    ("R-SOUTH", "South China", "R-CN", "CN", "Asia/Shanghai", 8, 0, 0.18, 0.5, 14, 29),
    ("R-CENTRAL", "Central China", "R-CN", "CN", "Asia/Shanghai", 8, 0, 0.12, 0.5, 4, 29),
    ("R-SOUTHWEST", "Southwest China", "R-CN", "CN", "Asia/Shanghai", 8, 0, 0.09, 0.3, 6, 26),
    ("R-NORTHWEST", "Northwest China", "R-CN", "CN", "Asia/Shanghai", 8, 0, 0.06, 0.4, -8, 25),
    ("R-XINJIANG", "Xinjiang", "R-CN", "CN", "Asia/Urumqi", 6, 0, 0.03, 1.0, -14, 24),
    ("R-GERMANY", "Germany", "R-EU", "DE", "Europe/Berlin", 1, 1, 0.08, 0.4, 1, 19),
    ("R-NORDICS", "Nordics", "R-EU", "SE", "Europe/Stockholm", 1, 1, 0.03, 0.0, -5, 18),
]
PARENT_REGIONS = [
    ("R-CN", "China", None, "CN", "Asia/Shanghai"),
    ("R-EU", "Europe", None, "DE", "Europe/Berlin"),
]
REGION_IDS = [row[0] for row in REGIONS]
REGION_OFFSET = np.array([row[5] for row in REGIONS])
REGION_CURRENCY = np.array([row[6] for row in REGIONS])
REGION_SHARE = np.array([row[7] for row in REGIONS])
REGION_WINTER = np.array([row[9] for row in REGIONS])
REGION_SUMMER = np.array([row[10] for row in REGIONS])
REMOTE_REGION = REGION_IDS.index("R-XINJIANG")
FILTER_REGION = REGION_IDS.index("R-NORTHWEST")
CURRENCIES = ["CNY", "EUR"]
CITIES = {
    "R-EAST": ["Shanghai", "Hangzhou", "Nanjing", "Suzhou"],
    "R-NORTH": ["Beijing", "Tianjin", "Harbin", "Shijiazhuang"],
    "R-SOUTH": ["Guangzhou", "Shenzhen", "Fuzhou", "Nanning"],
    "R-CENTRAL": ["Wuhan", "Changsha", "Zhengzhou"],
    "R-SOUTHWEST": ["Chengdu", "Chongqing", "Kunming"],
    "R-NORTHWEST": ["Xi'an", "Lanzhou", "Yinchuan"],
    "R-XINJIANG": ["Urumqi", "Kashgar"],
    "R-GERMANY": ["Berlin", "Hamburg", "Munich"],
    "R-NORDICS": ["Stockholm", "Oslo"],
}
CITY_NAMES = [city for region in REGION_IDS for city in CITIES[region]]
SUPPLIERS = [
    ("SUP-01", "Lantian Cells"),
    ("SUP-02", "Hexin Sensors"),
    ("SUP-03", "Donghai Motors"),
    ("SUP-04", "Kestrel Electronics"),
    ("SUP-05", "Bergmann Thermal"),
    ("SUP-06", "Yulong Castings"),
    ("SUP-07", "Nordlicht Displays"),
    ("SUP-08", "Pingan Filters"),
]
SUPPLIER_IDS = [row[0] for row in SUPPLIERS]


@dataclass
class Network:
    """The service network: centres (arrays by centre), partners and engineers.

    `csat` and `churn` are the mean satisfaction (share satisfied) and the yearly churn planted per
    centre: the more satisfied half loses more customers.
    """

    region: np.ndarray
    is_own: np.ndarray
    partner: np.ndarray
    opened: np.ndarray
    closed: np.ndarray
    city: np.ndarray
    csat: np.ndarray
    churn: np.ndarray
    certified: list[tuple[int, int | None]] = field(default_factory=list)
    engineers: list[tuple[int, bool, int]] = field(default_factory=list)
    region_centers: list[np.ndarray] = field(default_factory=list)
    center_engineers: list[np.ndarray] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """Keys of the centres."""
        return [f"SC-{i:04d}" for i in range(len(self.region))]

    @property
    def engineer_ids(self) -> list[str]:
        """Keys of the engineers."""
        return [f"ENG-{i:05d}" for i in range(len(self.engineers))]

    @property
    def partner_ids(self) -> list[str]:
        """Keys of the partners."""
        return [f"PAR-{i:03d}" for i in range(len(self.certified))]


def make_network(rng: np.random.Generator, units: int, start: int, as_of: int) -> Network:
    """The network of a company of that size; `start` and `as_of` are day numbers."""
    wanted = min(300, max(32, units // 400))
    region, own, opened, closed, in_use = [], [], [], [], []
    for code, row in enumerate(REGIONS):
        regular = max(2, round(wanted * row[7]))
        for index in range(regular + 2):
            region.append(code)
            own.append(index < max(1, round(regular * row[8])) and row[8] > 0)
            in_use.append(index < regular)
            new = index == regular
            opened.append(start + 200 if new else start - int(rng.integers(120, 2500)))
            closed.append(start + 250 if index == regular + 1 else None)
    count = len(region)
    partner = np.full(count, -1)
    partners = 0
    for code in range(len(REGIONS)):
        members = [i for i in range(count) if region[i] == code and not own[i]]
        for position, index in enumerate(members):
            partners += position % 2 == 0
            partner[index] = partners - 1
    csat = np.where(np.arange(count) % 2 == 0, 0.9, 0.62) + rng.normal(0, 0.02, count)
    churn = np.where(np.arange(count) % 2 == 0, 0.24, 0.13) + rng.normal(0, 0.01, count)
    cities = [rng.choice(CITIES[REGION_IDS[code]]) for code in region]
    network = Network(
        region=np.array(region),
        is_own=np.array(own),
        partner=partner,
        opened=np.array(opened),
        closed=np.array([-1 if day is None else day for day in closed]),
        city=np.array([CITY_NAMES.index(city) for city in cities]),
        csat=csat,
        churn=churn,
    )
    for index in range(partners):
        lapses = index % 7 == 3
        network.certified.append((start - 300, start + 400 if lapses else None))
    used = np.array(in_use)
    network.region_centers = [
        np.flatnonzero(used & (network.region == code)) for code in range(len(REGIONS))
    ]
    for index in range(count):
        first = len(network.engineers)
        for _ in range(3 if own[index] else 2):
            network.engineers.append((index, bool(own[index]), int(partner[index])))
        network.center_engineers.append(np.arange(first, len(network.engineers)))
    return network
