"""The database itself refuses to change what is written of sealed votes, on both databases, by plain SQL."""

import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import make_url

from tests.box.sealed_world import make_sealed_world
from tests.box.test_whole_rounds import pages, vote_and_close
from tests.world import Clock

TABLES = {
    "keyset": ("session", None),
    "keyholder": ("token_hash", "token_hash"),
    "keyholder_word": ("content", None),
    "made_keys": ("content", "sha256"),
    "sealed_context": ("content", None),
    "box_secret": ("content", None),
    "sealed_ballot": ("ballot", "tag"),
    "statement": ("content", None),
    "keyholder_signature": ("signature", None),
    "box_checked": ("checked_at", None),
    "box_sums": ("content", None),
    "opening_share": ("content", None),
    "sealed_count": ("counts", None),
}
"""Each table with a column that somebody might want to change, and one of which each value stands once."""
Refusal = (sqlite3.Error, psycopg.Error)


def test_nothing_of_a_sealed_round_is_changed_deleted_or_replaced(
    app: Flask, clock: Clock, database_url: str
) -> None:
    with app.app_context():
        sealed = make_sealed_world(app, clock)
        identity, keyholders = sealed.world.resolutions["1"], pages(sealed)
        vote_and_close(sealed, voters=3)
        assert keyholders[0].tell(f"/keys/{identity}/checked").status_code == 200
        for page in keyholders[:4]:
            page.sign(identity)
        for page in keyholders[:3]:
            page.share(identity)
    run = _plain(database_url)
    for table, (column, unique) in TABLES.items():
        statements = [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"]
        if database_url.startswith("postgresql"):
            statements.append(f"TRUNCATE {table} CASCADE")
        else:
            statements.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        if unique and database_url.startswith("sqlite"):
            columns = [row[1] for row in run(f"PRAGMA table_info({table})")]
            other = {"resolution_id": "resolution_id", unique: unique, "keyset_id": "keyset_id + 0"}
            changed = ", ".join(
                other.get(name) or (f"{name} + 7" if name == "number" else "zeroblob(32)") for name in columns
            )
            statements.append(f"INSERT OR REPLACE INTO {table} SELECT {changed} FROM {table} LIMIT 1")
        before = sorted(map(repr, run(f"SELECT * FROM {table}")))
        assert before, table
        for statement in statements:
            with pytest.raises(Refusal, match="append-only"):
                run(statement)
            assert sorted(map(repr, run(f"SELECT * FROM {table}"))) == before


def _plain(database_url: str) -> Callable[[str], list[Any]]:
    """Runs SQL as anybody with the address of the database can."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        plain = sqlite3.connect(url.database or "", isolation_level=None)
        return lambda sql: plain.execute(sql).fetchall()
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)

    def run(sql: str) -> list[Any]:
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    return run
