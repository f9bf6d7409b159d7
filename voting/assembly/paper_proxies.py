"""Proxies on paper: entered at the desk, counting at once, with a scan or photo that is kept."""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from voting.assembly.locks import lock_assembly
from voting.assembly.models import ProxyDocument
from voting.assembly.proxies import (
    EVERYTHING,
    ProxyMandate,
    add_proxy,
    admitted,
    mandate_hash,
    proxy_of,
    require_sound_mandate,
)
from voting.assembly.proxy_scope import points_of_proxies
from voting.audit.chain import record
from voting.errors import Code, Refused
from voting.mail.in_your_name import tell_of
from voting.mail.models import Letter

LARGEST = 10 * 1024 * 1024
"""The most bytes that a scan or photo may have."""

BEGINNINGS = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"%PDF-": "application/pdf",
}
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}


def media_type_of(content: bytes) -> str | None:
    """The media type of a file, by its first bytes: JPEG, PNG, WebP, HEIC or PDF; None for anything else."""
    for beginning, media_type in BEGINNINGS.items():
        if content.startswith(beginning):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in HEIF_BRANDS:
        return "image/heic"
    return None


def require_paper(content: bytes) -> str:
    """The media type of the photo or scan of a paper. Raises Refused(document_invalid) for what cannot be
    kept."""
    media_type = media_type_of(content)
    if media_type is None or len(content) > LARGEST:
        raise Refused(Code.DOCUMENT_INVALID, megabytes=LARGEST // 1024**2)
    return media_type


def enter_paper_proxy(
    session: Session,
    assembly_id: int,
    grantor: str,
    holder: str,
    content: bytes,
    mandate: ProxyMandate = EVERYTHING,
    *,
    venue: str | None = None,
    now: datetime,
    account_id: int,
) -> None:
    """Enter a proxy that somebody brings on paper; the same one again changes nothing.

    One that was offered online to the same holder is accepted by it, for what it was offered for. Raises
    Refused: document_invalid, not_frozen, proxy_for_all_only, instructions_too_long, not_entitled,
    proxies_closed, invalid_proxy, proxy_limit.
    """
    media_type = require_paper(content)
    assembly = lock_assembly(session, assembly_id, frozen=True)
    require_sound_mandate(assembly, mandate)
    if admitted(session, assembly, grantor, holder, True, now):
        add_proxy(session, assembly_id, grantor, holder, mandate, now)
    proxy = proxy_of(session, assembly_id, grantor)
    if proxy is None or session.get(ProxyDocument, proxy.id) is not None:
        return
    proxy.accepted_at = proxy.accepted_at or now
    document = ProxyDocument(
        proxy_id=proxy.id,
        media_type=media_type,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        account_id=account_id,
        entered_at=now,
    )
    session.add(document)
    session.flush()
    tell_of(session, Letter.PROXY_ENTERED, grantor, proxy.id, assembly_id=assembly_id, venue=venue, now=now)
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action="proxy.entered_on_paper",
        assembly=assembly_id,
        proxy=proxy.id,
        document=document.sha256,
        row=mandate_hash(proxy, points_of_proxies(session, [proxy.id]).get(proxy.id, ())),
    )
