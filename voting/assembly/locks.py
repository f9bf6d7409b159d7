"""The lock on an assembly: whoever changes it as a whole holds it until the transaction ends."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.errors import Code, Refused


def lock_assembly(session: Session, assembly_id: int, *, frozen: bool) -> Assembly:
    """The assembly, locked; ``frozen`` says whether it must have been convened, or must not.

    Rows that refer to it can still be written. Raises Refused: not_found; not_frozen or assembly_cancelled,
    or already_frozen.
    """
    query = select(Assembly).where(Assembly.id == assembly_id).with_for_update(key_share=True)
    assembly = session.scalars(query).one_or_none()
    if assembly is None:
        raise Refused(Code.NOT_FOUND)
    if frozen and assembly.frozen_at is None:
        raise Refused(Code.NOT_FROZEN)
    if frozen and assembly.cancelled_at is not None:
        raise Refused(Code.ASSEMBLY_CANCELLED)
    if not frozen and assembly.frozen_at is not None:
        raise Refused(Code.ALREADY_FROZEN)
    return assembly
