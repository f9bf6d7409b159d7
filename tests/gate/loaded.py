"""What the process has loaded from which crowds come: all that a crowd needs, and addresses."""

import tests.gate.crowd  # noqa: F401 - what a process of a crowd is sent names it
from tests.addresses import make_first

make_first()
