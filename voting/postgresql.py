"""Connections to PostgreSQL: where its servers are, how long an answer is waited for, and what holds for each
transaction, also behind a pooler and after another server has taken over.
"""

import re
import select
import threading
import time
from typing import Any, TypeVar
from urllib.parse import quote

import psycopg
from gevent import monkey
from psycopg import errors
from psycopg.abc import PQGen
from sqlalchemy import Connection, Dialect, Engine, ExceptionContext, event, make_url
from sqlalchemy.exc import DisconnectionError

from voting.patience import counted, seconds_left

CONNECT = 5
"""Seconds within which a server must have let somebody in; each of several is asked for so long."""
IN_VAIN = 1.0
"""Seconds after which an attempt that failed was one that waited: a server that is there refuses at once."""
KNOCKS_EVERY = 0.5
SHUT = 30.0
"""Seconds after which somebody tries all the same: a process that was copied has nobody who knocks."""
GONE = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""When a connection is given up whose other end says nothing any more: about ten seconds."""

HOSTS = re.compile(r"^(?P<driver>[^:/]+://)(?P<user>[^/?]*@)?(?P<hosts>[^/?]*,[^/?]*)(?P<rest>.*)$")
ONE_HOST = re.compile(r"^(?:\[(?P<ip>[^]]*)\]|(?P<name>[^:]*))(?::(?P<port>\d*))?$")

SAFE = "coalesce(nullif(current_setting('synchronous_commit'), 'off'), 'on')"
"""A server may have been told to acknowledge commits before they are on its disk: not ours."""
SESSION = f"""
SELECT set_config('synchronous_commit', {SAFE}, false),
       set_config('default_transaction_read_only', 'on', false),
       CASE WHEN current_setting('client_connection_check_interval', true) IS NOT NULL
            THEN set_config('client_connection_check_interval', '5s', false) END
"""
"""What holds for a connection: it is durable, reads unless it is told to write, and its server soon sees that
we have given up."""
TRANSACTION = f"SELECT set_config('synchronous_commit', {SAFE}, true)"

READ_ONLY = "25006"
NO_WRITING = "0A000"
"""What a server answers that has become a standby: to a statement that writes, and to the beginning of a
transaction that may."""

Result = TypeVar("Result")


class ServerSilent(psycopg.OperationalError):
    """The server has not answered for as long as one waits."""


class PatientConnection(psycopg.Connection[Any]):
    """A connection that waits for the server no longer than ``voting.patience`` says, and is closed where
    there is no answer by then: what the server makes of it is not known."""

    through_pooler = False
    """Whether each transaction may be another session of the server's."""

    def wait(self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None) -> Result:
        """What the server answers. Raises ServerSilent."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        with counted() as left:
            try:
                return super().wait(gen, interval, left)
            except errors._WaitTimeout:
                self.close()
                raise ServerSilent("the server does not answer") from None


class DirectAddressNeeded(Exception):
    """The address leads through a pooler: DIRECT_DATABASE_URL must say where the server itself is."""


def connect_to_session(address: str) -> PatientConnection:
    """A session of the server at an address, as ``normalise_url`` makes it, which commits each statement.
    Raises DirectAddressNeeded where there is a pooler between."""
    connection = PatientConnection.connect(**_limits(libpq_options(address)), autocommit=True)
    if _is_pooled(connection):
        connection.close()
        raise DirectAddressNeeded
    return connection


def libpq_options(address: str) -> dict[str, Any]:
    """What an address says, as PostgreSQL's own library and programs take it."""
    url = make_url(address)
    return dict(url.get_dialect()().create_connect_args(url)[1])


def with_hosts_listed(url: str) -> str:
    """The address of several servers, as libpq has it (``//a:5432,b/db``), as SQLAlchemy knows it too
    (``///db?host=a,b&port=5432,``); that of one as it is."""
    found = HOSTS.match(url)
    if not found:
        return url
    hosts, ports = list[str](), list[str]()
    for each in found["hosts"].split(","):
        one = ONE_HOST.match(each)
        if one is None:
            return url
        hosts.append(one["ip"] or one["name"] or "")
        ports.append(one["port"] or "")
    listed = f"host={quote(','.join(hosts), safe=',:.')}"
    if any(ports):
        listed += f"&port={','.join(port or '5432' for port in ports)}"
    path, _, query = (found["rest"] or "/").partition("?")
    return f"{found['driver']}{found['user'] or ''}{path}?{'&'.join(filter(None, (listed, query)))}"


def prepare_postgresql(engine: Engine) -> None:
    """Let the connections of an engine be patient and durable, and nothing be written but by a transaction
    that may."""
    event.listen(engine, "do_connect", _Way().connect)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "checkout", _be_open)
    event.listen(engine, "begin", _begin_through_pooler)
    event.listen(engine, "handle_error", _leave_standby)


def _limits(given: dict[str, Any]) -> dict[str, Any]:
    """Those that the address itself does not set."""
    return {"connect_timeout": max(2, min(CONNECT, int(seconds_left())))} | GONE | given


class _Way:
    """The way of an engine to its servers. Where one waited for them in vain it is shut: whoever wants a
    connection is told so at once, until a thread that goes on knocking has been let in. Else each would wait
    as long as the one before, and a process that is cut off would keep those whom another could answer."""

    def __init__(self) -> None:
        self._shut_until = 0.0
        self._knocking: threading.Thread | None = None

    def connect(
        self, _dialect: Dialect, _record: Any, arguments: Any, options: dict[str, Any]
    ) -> PatientConnection:
        """A new connection. Raises psycopg's errors, and ServerSilent."""
        began = time.monotonic()
        if seconds_left() == 0 or began < self._shut_until:
            raise ServerSilent("the server does not answer")
        try:
            with counted():
                return PatientConnection.connect(*arguments, **_limits(options))
        except psycopg.OperationalError:
            if time.monotonic() - began >= IN_VAIN:
                self._shut(arguments, options)
            raise

    def _shut(self, arguments: Any, options: dict[str, Any]) -> None:
        self._shut_until = time.monotonic() + SHUT
        if self._knocking is None or not self._knocking.is_alive():
            self._knocking = threading.Thread(target=self._knock, args=(arguments, options), daemon=True)
            self._knocking.start()

    def _knock(self, arguments: Any, options: dict[str, Any]) -> None:
        while True:
            try:
                PatientConnection.connect(*arguments, **_limits(options)).close()
            except psycopg.OperationalError:
                self._shut_until = time.monotonic() + SHUT
                time.sleep(KNOCKS_EVERY)
            else:
                self._shut_until = 0.0
                return


def _is_pooled(connection: PatientConnection) -> bool:
    """A pooler, unlike a server, tells another process than the one in which a statement runs."""
    (process,) = connection.execute("SELECT pg_backend_pid()").fetchone() or (None,)
    return process != connection.info.backend_pid


def _set_up(connection: PatientConnection, _record: Any) -> None:
    connection.through_pooler = _is_pooled(connection)
    if connection.through_pooler:
        connection.prepare_threshold = None  # the next statement may be in another session
    else:
        connection.execute(SESSION)


def _be_open(connection: PatientConnection, _record: Any, _proxy: Any) -> None:
    """Drop a pooled connection that the server has closed meanwhile, so that the pool opens another.

    A connection at rest has nothing to read, unless it was closed: that is asked of its socket, without a
    message to the server, and without waiting, so that gevent's way of waiting is not needed.
    """
    waiting = monkey.get_original("select", "poll")()
    waiting.register(connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        raise DisconnectionError


def _begin_through_pooler(connection: Connection) -> None:
    """Behind a pooler nothing can hold for a session: each transaction says itself what it is."""
    raw: Any = connection.connection.dbapi_connection
    if raw.through_pooler:
        connection.exec_driver_sql("BEGIN READ ONLY" if raw.autocommit else TRANSACTION)


def _leave_standby(context: ExceptionContext) -> None:
    """Where a server can no longer be written to, another has taken over: its connections are dropped, and
    those that are made from now on go to the other."""
    if context.connection is None or context.connection.invalidated:
        return
    raw: Any = context.connection.connection.dbapi_connection
    state = getattr(context.original_exception, "sqlstate", None)
    if not raw.autocommit and state in (READ_ONLY, NO_WRITING):
        context.is_disconnect = True
