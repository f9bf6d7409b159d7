"""A member's own data as a file to keep."""

import json
from typing import Any

from werkzeug.wrappers import Response


def data_file(kept: dict[str, Any]) -> Response:
    """The answer with which a browser saves what is kept of a member, as a JSON file."""
    return Response(
        json.dumps(kept, ensure_ascii=False, indent=1),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )
