"""Reads a page as a screen reader has it from Chromium's accessibility tree, and says what would be misheard.

    .venv/bin/python -m tests.journeys.read_aloud ADDRESS [CODE]

prints the page at an address, of who signs in with a code: a line for each heading, landmark, control
and text, with its role, name and state. After it stands what is wrong with it.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.browser import FLAGS, installed
from tests.journeys.pages import sign_in

BUTTONS = ("button", "DisclosureTriangle")
FIELDS = ("textbox", "searchbox", "combobox", "spinbutton", "checkbox", "listbox", "DateTime", "InputTime")
GROUPS = ("group", "radiogroup", "row", "form", "region", "article")
APART = ("navigation", "main", "contentinfo", "region", "cell", "row", "MenuListPopup")
SILENT = (
    "generic",
    "none",
    "InlineTextBox",
    "LineBreak",
    "ListMarker",
    "RootWebArea",
    "paragraph",
    "LayoutTable",
)
STATES = ("level", "checked", "expanded", "disabled", "required", "invalid", "focused", "busy", "live")


@dataclass
class Node:
    """A node of the tree that is not ignored: what it is, its name, description and states, where a link
    goes, and what is in it."""

    role: str
    name: str
    description: str
    states: dict[str, Any]
    url: str
    children: list["Node"] = field(default_factory=list)

    def all(self) -> Iterator["Node"]:
        """It and all that is in it, in the order of reading."""
        yield self
        for child in self.children:
            yield from child.all()


def tree_of(page: Page) -> Node:
    """The accessibility tree of a page, without what is ignored in it."""
    devtools = page.context.new_cdp_session(page)
    raw = {node["nodeId"]: node for node in devtools.send("Accessibility.getFullAXTree")["nodes"]}
    devtools.detach()

    def node_of(key: str) -> list[Node]:
        one = raw[key]
        children = [node for child in one.get("childIds", []) if child in raw for node in node_of(child)]
        if one["ignored"]:
            return children
        states = {each["name"]: each["value"].get("value") for each in one.get("properties", [])}
        texts = [" ".join(str(one.get(key, {}).get("value", "")).split()) for key in ("name", "description")]
        return [Node(one["role"]["value"], *texts, states, str(states.get("url", "")), children)]

    (root,) = node_of(next(key for key, node in raw.items() if "parentId" not in node))
    return root


def read(tree: Node, depth: int = 0) -> Iterator[str]:
    """The lines of a page as it is read."""
    if tree.role not in SILENT:
        said = f"{'  ' * depth}{tree.role}: {tree.name}"
        if tree.description:
            said += f" ({tree.description})"
        states = [
            f"{name} {tree.states[name]}"
            for name in STATES
            if tree.states.get(name) not in (None, False, "false")
        ]
        yield said + (f" [{', '.join(states)}]" if states else "")
        depth += 1
    for child in tree.children:
        if child.role != "StaticText" or tree.name != child.name:
            yield from read(child, depth)


def misheard(tree: Node) -> list[str]:
    """What is wrong with a page as it is read: a sentence each."""
    nodes = list(tree.all())
    headings = [node.name for node in nodes if node.role == "heading" and node.states.get("level") == 1]
    faults = [] if len(headings) == 1 else [f"the headings of the first level are {headings}"]
    if sum(node.role == "main" for node in nodes) != 1:
        faults.append("there is no one main part")
    for node in nodes:
        if (
            node.role in (*BUTTONS, *FIELDS, "link", "radio", "image", "heading", "Iframe", "dialog")
            and not node.name
        ):
            faults.append(f"a {node.role} has no name")
        if node.description and node.description == node.name:
            faults.append(f"{node.role} “{node.name}” is described by its name")
        if node.role == "table" and not any(
            part.role in ("columnheader", "rowheader") for part in node.all()
        ):
            faults.append(f"table “{node.name}” has no headers")
    return [*faults, *_alike(tree), *_navigations(nodes), *_twice(tree)]


def _alike(tree: Node) -> Iterator[str]:
    """Controls that cannot be told apart: buttons by their names, fields by these and their groups, links by
    where they go."""
    buttons: dict[str, int] = defaultdict(int)
    fields: dict[tuple[str, str, str], int] = defaultdict(int)
    links: dict[str, set[str]] = defaultdict(set)

    def walk(node: Node, group: str) -> None:
        if node.role in GROUPS and node.name:
            group = f"{group} / {node.name}"
        if node.role in BUTTONS:
            buttons[node.name] += 1
        elif node.role in (*FIELDS, "radio"):
            fields[node.role, node.name, group] += 1
        elif node.role == "link":
            links[node.name].add(node.url.partition("#")[0])
        for child in node.children:
            walk(child, group)

    walk(tree, "")
    yield from (f"{number} buttons are called “{name}”" for name, number in buttons.items() if number > 1)
    yield from (f"{number} fields are called {of}" for of, number in fields.items() if number > 1)
    yield from (f"links called “{name}” go to {sorted(to)}" for name, to in links.items() if len(to) > 1)


def _navigations(nodes: list[Node]) -> Iterator[str]:
    names = [node.name for node in nodes if node.role == "navigation"]
    if len(set(names)) < len(names) or "" in names:
        yield f"the navigations are called {names}"


def _twice(tree: Node) -> Iterator[str]:
    """Words that are read twice, one after the other."""
    before = ""
    for text in _spoken(tree):
        words = text.strip(" .:–·✓")
        if words == before and any(sign.isalpha() for sign in words):
            yield f"“{words}” is heard twice"
        before = words


def _spoken(node: Node) -> Iterator[str]:
    """The words of a page in the order of reading: those of a control or a heading once, those of a label
    with its field; nothing where a landmark or cell begins or ends."""
    if node.role == "StaticText" or node.role in (*BUTTONS, *FIELDS, "link", "image", "heading", "radio"):
        yield node.name
    elif node.role != "LabelText":
        apart = [""] if node.role in APART else []
        yield from apart
        for child in node.children:
            yield from _spoken(child)
        yield from apart


def main() -> int:
    """Read the page at the address that is given; returns 1 where something is wrong with it."""
    address, *codes = sys.argv[1:]
    with sync_playwright() as playwright:
        context = playwright.chromium.launch(executable_path=installed(), args=list(FLAGS)).new_context()
        for code in codes:
            sign_in(context, "/".join(address.split("/")[:3]), code)
        page = context.new_page()
        page.goto(address)
        page.wait_for_load_state("load")
        tree = tree_of(page)
        print(*read(tree), sep="\n")
        faults = misheard(tree)
        print(*(f"! {fault}" for fault in faults), sep="\n")
        context.close()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
