"""What is to be reached: a goal for a figure, and the ratio or number that it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure by its key, in words, and the least or the most that it should be."""

    key: str
    what: str
    least: float | None = None
    most: float | None = None

    def is_met(self, figures: Figures) -> bool | None:
        """Whether the figures meet it; None where it was not measured."""
        value = figures.get(self.key)
        if value is None:
            return None
        return value >= self.least if self.least is not None else value <= (self.most or 0)

    @property
    def bound(self) -> str:
        """The number that it asks for."""
        return f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"


def _both(key: str, what: str, least: float | None = None, most: float | None = None) -> list[Goal]:
    named = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    return [Goal(f"{key}_{code}", f"{what}, {name}", least, most) for code, name in named.items()]


PAGES = {"agenda": 3.0, "ballot page": 1.5, "check": 1.5, "receipt": 1.5}
"""The most milliseconds of the processor for each page of a voter."""
GOALS = (
    *_both("votes_of_empty_view", "votes over 64 connections, of the empty view", least=0.4),
    *_both("hall_seconds", "a hall of 1,600 phones, from “open” to the last receipt, s", most=10),
    *_both("vote_p99_ms_at_760", "45,598 votes at 760/s, 99 % within, ms", most=500),
    *(
        goal
        for page, most in PAGES.items()
        for goal in _both(f"processor_ms_{page.replace(' ', '_')}", f"{page}, ms of the processor", most=most)
    ),
    Goal("sign_in_per_s_postgresql", "sign-ins by link a second, PostgreSQL, two workers", least=300),
    Goal("check_in_per_s_postgresql", "check-ins a second, PostgreSQL, two workers", least=320),
    *(
        goal
        for present in (1_600, 9_000, 43_000)
        for goal in _both(
            f"followed_check_in_p95_ms_{present}_present",
            f"check-in that 46 pages follow, {present:,} present, 95 % within, ms",
            most=60,
        )
    ),
    *_both("others_wait_longer_ms_office", "others wait longer for what the office asks, ms", most=50),
    *_both("memory_mib_office", "memory of what the office asks, MiB", most=300),
    Goal("screens_turnout_p95_ms_sqlite", "a vote on the last of 2,000 screens, 95 % within, ms", most=700),
    Goal("screens_ballot_p95_ms_sqlite", "“open” on the last of 2,000 phones, 95 % within, ms", most=1_000),
    *_both("others_wait_ms_at_closing", "others wait at closing 45,598 ballots and announcing, ms", most=300),
    Goal("sealing_motion_ms", "sealing a motion in node, ms of the processor", most=50),
    Goal("sealing_eight_each_ms_slower", "the same of eight candidates, six times slower, ms", most=500),
    *_both(
        "gate_ms_sealed_ballot", "a sealed motion ballot more than a plain one, ms of the processor", most=1.5
    ),
    *_both(
        "sealed_closing_transaction_seconds", "closing 45,598 sealed ballots of eight candidates, s", most=3
    ),
    Goal(
        "closed_to_opened_seconds_sqlite",
        "closing to opened, 12,000 live motion ballots, s (four cores)",
        most=20,
    ),
)
