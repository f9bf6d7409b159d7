"""The roll that a phone at a door keeps for when it has no network: names, and admission passes as short
keyed hashes.

A pass is 128 random bits, so a hash of it tells nothing. It is cut to 64 bits: then a made-up pass would be
taken for one of 50,000 once in 10^14 attempts. Of the passes of other assemblies, which are refused anyhow,
32 bits are kept.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from voting.accounts.codes import keyed_hash
from voting.assembly.models import Assembly, CorrectionKind, Proxy, RollCorrection, RollEntry
from voting.assembly.roll import not_removed
from voting.assembly.search import told_apart
from voting.attendance.models import AdmissionPass, Assistance, Presence, RevokedPass
from voting.attendance.passes import pass_token
from voting.register.models import Member, MemberChange, PersonKind
from voting.register.names import full_name

SHOWN = ("name", "first_name", "kind", "representative", "postcode", "birth_date")
"""What of a member in the register a door shows."""
FORM = "2"
"""Of what a phone is given: another where its parts change."""
HASH_BYTES = 8
HASH_BYTES_OF_OTHERS = 4
OTHERS = 2
"""For so many other assemblies, the latest, a phone knows the passes, so that it can say which assembly one
is of."""


def door_key(key: bytes, assembly_id: int) -> bytes:
    """The key with which the phones at the doors of one assembly hash passes."""
    return bytes.fromhex(keyed_hash(key, "door", str(assembly_id)))


def door_hash(secret: bytes, token: str) -> bytes:
    """The first 64 bits of the keyed hash of a pass: how a phone at a door recognises it."""
    return hmac.digest(secret, token.encode(), hashlib.sha256)[:HASH_BYTES]


def roll_version(session: Session, assembly: Assembly) -> str:
    """A text that changes whenever ``door_roll`` does: when the roll is frozen or corrected, when what it
    shows of a member is, and when the other assemblies are others."""
    corrections = select(func.count()).where(RollCorrection.assembly_id == assembly.id)
    renamed = (
        select(func.max(MemberChange.id))
        .join(RollEntry, RollEntry.member == MemberChange.member)
        .where(RollEntry.assembly_id == assembly.id, MemberChange.field.in_(SHOWN))
    )
    others = "".join(f"-{other.id}" for other in _others(session, assembly.id))
    parts = FORM, (assembly.roll_hash or "")[:16], session.scalar(corrections), session.scalar(renamed) or 0
    return "-".join(map(str, parts)) + others


def door_roll(session: Session, key: bytes, assembly_id: int) -> dict[str, Any]:
    """What a phone at a door keeps of the roll, and what does not change during the day; as JSON.

    ``numbers`` and ``names`` of the members; ``passes``, base64 of the hashes (8 bytes each) of the passes
    first issued, in the same order; ``legal``, by position in these lists, the representatives of legal
    persons; ``apart``, by position, the postcode and year of birth of namesakes; ``key``, base64 of
    ``door_key``; ``others``, for each other assembly, its ``day`` and the hashes (4 bytes each) of its
    ``passes``.
    """
    rows = session.execute(
        select(
            *(Member.number, Member.first_name, Member.name, Member.kind, Member.representative),
            *(Member.search_text, Member.postcode, Member.birth_date),
        )
        .join(RollEntry, RollEntry.member == Member.number)
        .where(RollEntry.assembly_id == assembly_id, not_removed(assembly_id, RollEntry.member))
        .order_by(Member.number)
    ).all()
    secret, apart = door_key(key, assembly_id), told_apart(rows)
    return {
        "assembly": assembly_id,
        "key": b64encode(secret).decode(),
        "numbers": [row.number for row in rows],
        "names": [full_name(row.first_name, row.name) for row in rows],
        "legal": {i: row.representative for i, row in enumerate(rows) if row.kind == PersonKind.LEGAL},
        "apart": {
            i: [apart[row.number].postcode, apart[row.number].born]
            for i, row in enumerate(rows)
            if row.number in apart
        },
        "passes": _hashes(key, secret, assembly_id, (row.number for row in rows)),
        "others": [
            {"day": other.date.isoformat(), "passes": _hashes_of_other(session, key, secret, other.id)}
            for other in _others(session, assembly_id)
        ],
    }


def everybodys_places(session: Session, assembly_id: int) -> dict[str, list[str]]:
    """By venue (or ``online``) the numbers of the members present, in order."""
    places: dict[str, list[str]] = {}
    for place, number in session.execute(
        select(Presence.place, Presence.member)
        .where(Presence.assembly_id == assembly_id, Presence.until.is_(None))
        .order_by(Presence.member)
    ):
        places.setdefault(place, []).append(number)
    return places


def whom_to_mind(session: Session, key: bytes, assembly_id: int) -> dict[str, Any]:
    """Whom and what the doors must mind; as JSON. ``holders``: by number how many proxies somebody holds;
    ``assistance``: the numbers of those who asked for help; ``revoked``: the hashes of passes that were
    replaced; ``reissued``: by its hash, whose a pass is that the roll does not have, because it was made anew
    or its owner was taken off the roll."""
    holders = session.execute(
        select(Proxy.holder, func.count().label("members"))
        .where(Proxy.assembly_id == assembly_id, Proxy.accepted_at.is_not(None), Proxy.withdrawn_at.is_(None))
        .group_by(Proxy.holder)
        .order_by(Proxy.holder)
    )
    helped = select(Assistance.member).where(Assistance.assembly_id == assembly_id)
    return {
        "holders": {row.holder: row.members for row in holders},
        "assistance": list(session.scalars(helped.order_by(Assistance.member))),
        **_replaced(session, key, assembly_id),
    }


def _hashes(
    key: bytes, secret: bytes, assembly_id: int, members: Iterable[str], size: int = HASH_BYTES
) -> str:
    """The first ``size`` bytes of the hash of each member's first pass, one after the other, as base64."""
    tokens = (pass_token(key, assembly_id, member) for member in members)
    return b64encode(b"".join(door_hash(secret, token)[:size] for token in tokens)).decode()


def _others(session: Session, assembly_id: int) -> Sequence[Row[int, date]]:
    return session.execute(
        select(Assembly.id, Assembly.date)
        .where(Assembly.id != assembly_id, Assembly.frozen_at.is_not(None))
        .order_by(Assembly.date.desc(), Assembly.id)
        .limit(OTHERS)
    ).all()


def _hashes_of_other(session: Session, key: bytes, secret: bytes, assembly_id: int) -> str:
    members = select(RollEntry.member).where(RollEntry.assembly_id == assembly_id).order_by(RollEntry.member)
    return _hashes(key, secret, assembly_id, session.scalars(members), HASH_BYTES_OF_OTHERS)


def _replaced(session: Session, key: bytes, assembly_id: int) -> dict[str, Any]:
    secret = door_key(key, assembly_id)
    taken_off = _taken_off(session, assembly_id)

    def hashed(number: str, serial: int) -> str:
        return door_hash(secret, pass_token(key, assembly_id, number, serial)).hex()

    current = session.execute(
        select(AdmissionPass.member, AdmissionPass.serial)
        .where(
            AdmissionPass.assembly_id == assembly_id,
            or_(AdmissionPass.serial > 0, AdmissionPass.member.in_(taken_off)),
        )
        .order_by(AdmissionPass.member)
    ).all()
    revoked = session.execute(
        select(RevokedPass.member, RevokedPass.serial)
        .where(RevokedPass.assembly_id == assembly_id)
        .order_by(RevokedPass.member, RevokedPass.serial)
    ).all()
    return {
        "revoked": [hashed(number, serial) for number, serial in revoked],
        "reissued": {
            hashed(number, serial): number
            for number, serial in (*current, *revoked)
            if serial > 0 or number in taken_off
        },
    }


def _taken_off(session: Session, assembly_id: int) -> set[str]:
    """The members whom a correction has taken off the roll, and no later one put back."""
    corrections = session.execute(
        select(RollCorrection.member, RollCorrection.kind)
        .where(RollCorrection.assembly_id == assembly_id)
        .order_by(RollCorrection.id)
    )
    last = {row.member: row.kind for row in corrections}
    return {member for member, kind in last.items() if kind == CorrectionKind.REMOVED}
