"""Whatever takes long has a name on the page of what somebody has asked for."""

import ast
from pathlib import Path

from flask import Flask

from voting.web.routes import ROUTES, STAFF
from voting.wording.jobs import WORKS

WEB = Path(__file__).parents[2] / "voting" / "web"


def is_long(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and "long_work" in map(ast.unparse, node.decorator_list)


def test_each_has_a_name_and_is_for_the_staff(app: Flask) -> None:
    long = {
        node.name
        for path in WEB.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if is_long(node) and not node.name.startswith("_")
    }
    helped = {"preview_import", "labels_pdf", "register"}  # long only where they call what is
    assert {endpoint.partition(".")[2] for endpoint in WORKS} == long | helped
    for endpoint in WORKS:
        assert endpoint in app.view_functions
        assert ROUTES[endpoint] <= STAFF, endpoint
