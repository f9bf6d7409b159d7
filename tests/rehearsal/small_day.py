"""A small made-up day, worked out by hand: every code and channel, two thirds exactly, ties, three proxies.

Thirty members are entitled (1 to 30); 31 joined too late, 32 has left. The expectations below were counted
from the list of events with pencil and paper, not by the application.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.register.files import file, line

ASSEMBLY = """
kind = "ordinary"
date = 2026-05-30
record_date = 2026-05-15
timezone = "Atlantic/Azores"
advance_voting = { opens = 2026-05-20T08:00:00, closes = 2026-05-29T20:00:00 }
proxies_per_holder = 3
title = { fr = "Assemblée", de = "Versammlung" }
venues = [ { code = "OST", name = "Oostende" }, { code = "ANT", name = "Antwerpen" } ]

[[resolutions]]
number = "A1"
kind = "motion"
title = "Statuten"
method = "for_against_abstain"
majority = "2/3"
quorum = "1/2"

[[resolutions]]
number = "A2"
kind = "motion"
ballot = "open"
title = "Vraag"
method = "for_against_abstain"
majority = "simple"
advance = false

[[resolutions]]
number = "B1"
kind = "election"
title = "Bestuur"
method = "per_candidate"
seats = 2
term_years = 6
candidates = [
  { code = "x", name = "X" },
  { code = "y", name = "Y" },
  { code = "z", name = "Z", outgoing = true },
]

[[resolutions]]
number = "B2"
kind = "election"
title = "Comité"
method = "plurality_at_large"
seats = 1
candidates = [ { code = "p", name = "P" }, { code = "q", name = "Q" } ]
"""

EVENTS = """
2026-05-18 10:00:00,grant_proxy,21,1,,,,,ok
2026-05-18 10:00:01,grant_proxy,22,1,,,,,ok
2026-05-18 10:00:02,grant_proxy,23,1,,,,,ok
2026-05-18 10:00:03,grant_proxy,24,1,,,,,proxy_limit
2026-05-18 10:00:04,grant_proxy,25,25,,,,,invalid_proxy
2026-05-18 10:00:05,grant_proxy,25,31,,,,,invalid_proxy
2026-05-18 10:00:06,grant_proxy,26,2,,,,,ok
2026-05-18 10:00:07,grant_proxy,31,1,,,,,not_entitled
2026-05-20 07:59:59,vote,3,,,advance,A1,for,not_open
2026-05-20 08:00:00,vote,3,,,advance,A1,for,ok
2026-05-21 08:00:00,vote,3,,,advance,B1,"x=for,y=for,z=against",ok
2026-05-21 08:00:01,vote,3,,,advance,A2,for,not_open
2026-05-22 08:00:00,vote,4,,,advance,A1,for,ok
2026-05-22 08:00:01,vote,4,,,advance,A1,against,already_voted
2026-05-23 08:00:00,vote,5,,,advance,A1,against,ok
2026-05-29 19:59:59,vote,6,,,advance,A1,abstain,ok
2026-05-29 20:00:00,vote,7,,,advance,A1,for,not_open
2026-05-30 09:00:00,check_in,1,,OST,,,,ok
2026-05-30 09:00:01,check_in,2,,ANT,,,,ok
2026-05-30 09:00:02,check_in,8,,OST,,,,ok
2026-05-30 09:00:03,check_in,8,,ANT,,,,present_elsewhere
2026-05-30 09:00:04,check_in,9,,OST,,,,ok
2026-05-30 09:00:05,check_in,10,,ANT,,,,ok
2026-05-30 09:00:06,check_in,11,,ANT,,,,ok
2026-05-30 09:00:07,check_in,31,,OST,,,,not_entitled
2026-05-30 09:00:08,join_online,12,,,online,,,ok
2026-05-30 09:00:09,join_online,13,,,online,,,ok
2026-05-30 09:00:10,join_online,14,,,online,,,ok
2026-05-30 09:00:11,join_online,32,,,online,,,not_entitled
2026-05-30 09:30:00,check_in,13,,ANT,,,,ok
2026-05-30 09:59:59,vote,1,,OST,venue,A1,for,not_open
2026-05-30 10:00:00,open,,,,,A1,,ok
2026-05-30 10:00:01,vote,1,,OST,venue,A1,for,ok
2026-05-30 10:00:02,vote,21,1,,proxy,A1,for,ok
2026-05-30 10:00:03,vote,22,1,,proxy,A1,for,ok
2026-05-30 10:00:04,vote,23,1,,proxy,A1,against,ok
2026-05-30 10:00:05,vote,24,1,,proxy,A1,for,no_proxy
2026-05-30 10:00:06,vote,26,1,,proxy,A1,for,no_proxy
2026-05-30 10:00:07,vote,26,2,,proxy,A1,abstain,ok
2026-05-30 10:00:08,vote,26,2,,proxy,A1,for,already_voted
2026-05-30 10:00:09,vote,2,,ANT,venue,A1,for,ok
2026-05-30 10:00:10,vote,8,,OST,paper,A1,for,ok
2026-05-30 10:00:11,vote,8,,OST,venue,A1,against,already_voted
2026-05-30 10:00:12,vote,9,,OST,paper,A1,for,ok
2026-05-30 10:00:13,vote,9,,OST,paper,A1,for,already_voted
2026-05-30 10:00:14,vote,10,,OST,venue,A1,for,not_present
2026-05-30 10:00:15,vote,10,,ANT,venue,A1,for,ok
2026-05-30 10:00:16,vote,11,,ANT,venue,A1,against,ok
2026-05-30 10:00:17,vote,12,,,online,A1,for,ok
2026-05-30 10:00:18,vote,13,,ANT,venue,A1,against,ok
2026-05-30 10:00:19,vote,14,,,online,A1,against,ok
2026-05-30 10:00:20,vote,3,,,online,A1,against,already_voted
2026-05-30 10:00:21,vote,15,,,online,A1,maybe,invalid_choice
2026-05-30 10:00:22,vote,16,,OST,venue,A1,for,not_present
2026-05-30 10:00:23,vote,16,,OST,paper,A1,for,not_present
2026-05-30 10:00:24,vote,31,,,online,A1,for,not_entitled
2026-05-30 10:00:25,vote,32,,,online,A1,for,not_entitled
2026-05-30 10:00:26,vote,16,,,advance,A1,for,not_open
2026-05-30 10:30:00,close,,,,,A1,,ok
2026-05-30 10:30:01,vote,16,,,online,A1,for,not_open
2026-05-30 10:35:00,announce,,,,,A1,,ok
2026-05-30 10:40:00,open,,,,,A2,,ok
2026-05-30 10:40:01,vote,1,,OST,venue,A2,for,ok
2026-05-30 10:40:02,vote,2,,ANT,venue,A2,against,ok
2026-05-30 10:40:03,vote,12,,,online,A2,for,ok
2026-05-30 10:40:04,vote,14,,,online,A2,against,ok
2026-05-30 10:40:05,vote,8,,OST,paper,A2,abstain,ok
2026-05-30 10:50:00,close,,,,,A2,,ok
2026-05-30 10:55:00,announce,,,,,A2,,ok
2026-05-30 11:00:00,open,,,,,B1,,ok
2026-05-30 11:00:01,vote,1,,OST,venue,B1,"x=for,y=for,z=for",ok
2026-05-30 11:00:02,vote,12,,,online,B1,"x=for,y=abstain,z=for",ok
2026-05-30 11:00:03,vote,9,,OST,paper,B1,"z=for,x=for,y=for",ok
2026-05-30 11:00:04,vote,14,,,online,B1,"x=for,y=for",invalid_choice
2026-05-30 11:00:05,vote,14,,,online,B1,"x=for,y=for,z=for,w=for",invalid_choice
2026-05-30 11:00:06,vote,14,,,online,B1,"x=for,y=for,z=for,x=for",invalid_choice
2026-05-30 11:00:07,vote,14,,,online,B1,"x=for,y=against,z=for",ok
2026-05-30 11:10:00,close,,,,,B1,,ok
2026-05-30 11:15:00,announce,,,,,B1,,ok
2026-05-30 11:20:00,open,,,,,B2,,ok
2026-05-30 11:20:01,vote,1,,OST,venue,B2,p,ok
2026-05-30 11:20:02,vote,2,,ANT,venue,B2,q,ok
2026-05-30 11:20:03,vote,12,,,online,B2,blank,ok
2026-05-30 11:20:04,vote,14,,,online,B2,p+q,invalid_choice
2026-05-30 11:20:05,vote,14,,,online,B2,r,invalid_choice
2026-05-30 11:30:00,close,,,,,B2,,ok
2026-05-30 11:35:00,announce,,,,,B2,,ok
"""

EXPECTED: dict[str, Any] = {
    "entitled": 30,
    "record_date": "2026-05-15",
    "distinct_voters": 17,
    "attendance": {"OST": 3, "ANT": 4},
    "joined_online": 3,
    "proxies_granted": 4,
    "refused": {
        "proxy_limit": 1,
        "invalid_proxy": 2,
        "not_entitled": 5,
        "not_open": 6,
        "already_voted": 5,
        "present_elsewhere": 1,
        "no_proxy": 2,
        "not_present": 3,
        "invalid_choice": 6,
    },
    "resolutions": {
        "A1": {
            "ballots": 17,
            "by_channel": {"advance": 4, "venue": 5, "proxy": 4, "paper": 2, "online": 2},
            "by_venue": {"OST": 6, "ANT": 5},
            "counts": {"for": 10, "against": 5, "abstain": 2},
            "outcome": "adopted",
        },
        "A2": {
            "ballots": 5,
            "by_channel": {"venue": 2, "online": 2, "paper": 1},
            "by_venue": {"OST": 2, "ANT": 1},
            "counts": {"for": 2, "against": 2, "abstain": 1},
            "outcome": "rejected",
        },
        "B1": {
            "ballots": 5,
            "by_channel": {"advance": 1, "venue": 1, "online": 2, "paper": 1},
            "by_venue": {"OST": 2},
            "counts": {
                "x": {"for": 5, "against": 0, "abstain": 0},
                "y": {"for": 3, "against": 1, "abstain": 1},
                "z": {"for": 4, "against": 1, "abstain": 0},
            },
            "elected": ["x", "z"],
            "vacant": 0,
        },
        "B2": {
            "ballots": 3,
            "by_channel": {"venue": 2, "online": 1},
            "by_venue": {"OST": 1, "ANT": 1},
            "counts": {"p": 1, "q": 1},
            "blank": 1,
            "elected": [],
            "outcome": "tied",
        },
    },
}

HEADINGS = "at,event,member,holder,venue,channel,resolution,choice,expect"


def register() -> bytes:
    """The register of the small day."""
    lines = [
        line(number, Toegetreden_op="01/06/2016" if number <= 20 else "15/05/2026") for number in range(1, 31)
    ]
    late = line(31, Toegetreden_op="16/05/2026")
    left = line(32, Uitgetreden_op="15/05/2026", Reden_uittreding="ontslag")
    return file(*lines, late, left)


@dataclass
class Day:
    """The four files of a rehearsal, to be changed by a test before they are written."""

    register: bytes = field(default_factory=register)
    assembly: str = ASSEMBLY
    events: str = EVENTS
    expected: dict[str, Any] = field(default_factory=lambda: json.loads(json.dumps(EXPECTED)))

    def write(self, directory: Path) -> list[str]:
        """Write the files, and return the options of ``voting rehearse`` that name them."""
        contents = {
            "register": self.register,
            "assembly": self.assembly.encode(),
            "events": f"{HEADINGS}\n{self.events.strip()}\n".encode(),
            "expected": json.dumps(self.expected).encode(),
        }
        options = []
        for name, content in contents.items():
            path = directory / f"small-{name}"
            path.write_bytes(content)
            options += [f"--{name}", str(path)]
        return options
