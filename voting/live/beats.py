"""What a process does by itself again and again, and how long ago it last came to its end."""

from collections.abc import Callable
from enum import StrEnum


class Task(StrEnum):
    """What is done by itself, by what it is for."""

    SCREENS = "screens"
    """Hearing what other processes have written, and telling the screens."""
    VOTES = "votes"
    """Closing votes at their time, and what else is due each second."""
    SIGNING = "signing"
    STAMPING = "stamping"


class Beats:
    """When each task was last done, by a clock of ``seconds``."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._done_at: dict[Task, float] = {}

    def beat(self, task: Task) -> None:
        """A task has been done, or is about to be done for the first time."""
        self._done_at[task] = self._seconds()

    def ages(self) -> dict[Task, float]:
        """By task, the seconds since it was last done; those that nobody has begun are left out."""
        now = self._seconds()
        return {task: now - at for task, at in self._done_at.items()}
