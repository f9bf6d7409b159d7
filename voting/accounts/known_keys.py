"""By which keys the installation has worked until now, so that a lost or wrong one is told for what it is.

The database has a fingerprint of each, from which nobody can make the key. Where there is none yet, the key
of the codes is known by the codes that were derived from it.
"""

import hmac
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.accounts.codes import code_hash, derived_code, keyed_hash
from voting.accounts.models import Credential, KeyFingerprint
from voting.audit.chain import record
from voting.database import writing

SECRET, LOG = "secret", "log"
"""The keys that are known: SECRET_KEY, and LOG_KEY."""


class Keys(NamedTuple):
    """Those of the running installation: the secret, and the public half of the log's, in hexadecimal; ""
    where that is not known."""

    secret: bytes
    log_public: str = ""

    def fingerprints(self) -> dict[str, str]:
        """What is kept of each, by its name."""
        found = {SECRET: keyed_hash(self.secret, "fingerprint", "SECRET_KEY")}
        return found | ({LOG: self.log_public} if self.log_public else {})


def changed_keys(session: Session, keys: Keys) -> list[str]:
    """The names of the keys that are others than before."""
    known = _known(session)
    changed = [
        name
        for name, mark in keys.fingerprints().items()
        if name in known and not hmac.compare_digest(known[name], mark)
    ]
    if SECRET not in known and not _derives_codes(session, keys.secret):
        changed.append(SECRET)
    return changed


def note_keys(session: Session, keys: Keys, *, now: datetime) -> list[str]:
    """Keep the fingerprints of keys of which there is none yet; returns the names of those that are others
    than before, which stay as they are known."""
    changed, known = changed_keys(session, keys), _known(session)
    new = {name: mark for name, mark in keys.fingerprints().items() if name not in {*known, *changed}}
    session.rollback()
    if new:
        with writing(session):
            there = _known(session)  # another process may have been faster
            rows = [(name, mark) for name, mark in new.items() if name not in there]
            session.add_all(KeyFingerprint(name=name, fingerprint=mark, since=now) for name, mark in rows)
    return changed


def accept_keys(session: Session, keys: Keys, *, now: datetime, actor: str) -> list[str]:
    """From now on know these keys as those of the installation; returns the names of those that were others,
    and says so in the log. What was made with an old one stays void."""
    with writing(session):
        changed = changed_keys(session, keys)
        for name in changed:
            session.merge(KeyFingerprint(name=name, fingerprint=keys.fingerprints()[name], since=now))
        if changed:
            record(session, now=now, actor=actor, action="keys.accepted", keys=sorted(changed))
    return changed


def _known(session: Session) -> dict[str, str]:
    rows = session.execute(select(KeyFingerprint.name, KeyFingerprint.fingerprint))
    return {row.name: row.fingerprint for row in rows}


def _derives_codes(session: Session, secret: bytes) -> bool:
    """Whether the code that was derived last follows from this key; so it does where there is none."""
    last = (
        select(Credential.salt, Credential.code_hash)
        .where(Credential.salt.is_not(None))
        .order_by(Credential.id.desc())
        .limit(1)
    )
    row = session.execute(last).first()
    if row is None:
        return True
    return hmac.compare_digest(row.code_hash, code_hash(secret, derived_code(secret, row.salt or "")))
