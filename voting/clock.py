"""What time it is, for the whole application.

The served application uses the system's clock. Only ``voting rehearse`` hands ``create_app`` another
one, in its own process: no request, setting or environment variable can.
"""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)
