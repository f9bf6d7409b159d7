"""Whatever is scanned at a door or typed as a code is what it was before it was damaged, or nobody's."""

from hypothesis import HealthCheck, given, settings

from tests.fuzz.damage import damaged
from tests.gate.crowd import attempt
from tests.world import KEY, MEETING, World
from voting.accounts.code_sign_in import sign_in
from voting.accounts.codes import normalise
from voting.attendance.passes import current_token, read_pass
from voting.extensions import db


def test_a_pass_or_code_that_is_damaged_is_nobodys(world: World) -> None:
    with world.app.app_context():
        key = KEY.encode()
        token, code = current_token(db.session(), key, world.assembly_id, "1"), world.codes["1"]
        db.session.rollback()
        sound = [token.encode(), code.encode(), b"AV1-"]

        @given(damaged(sound).map(lambda text: text.decode(errors="replace")))
        @settings(max_examples=40, suppress_health_check=list(HealthCheck))
        def holds(text: str) -> None:
            same_pass = text.strip().upper() == token
            assert attempt(read_pass, key, world.assembly_id, text) == ("ok" if same_pass else "unknown_pass")
            same_code = normalise(text) == normalise(code)
            assert attempt(sign_in, key, text, now=MEETING) == ("ok" if same_code else "sign_in_failed")

        holds()
