"""What a form sends unseen is written by one macro, so that no form of ours goes without its token."""

import re
from pathlib import Path

import voting

TEMPLATES = Path(voting.__file__).parent / "templates"


def test_hidden_fields_are_written_in_one_file() -> None:
    by_hand = {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if 'type="hidden"' in path.read_text()
    }
    assert by_hand == {"hidden.html"}


def test_every_form_that_changes_something_has_its_token() -> None:
    for path in TEMPLATES.rglob("*.html"):
        forms = re.findall(r'<form [^>]*method="post".*?</form>', path.read_text(), re.DOTALL)
        bare = [form for form in forms if "hidden(" not in form and "ballot_fields.html" not in form]
        assert not bare, path
