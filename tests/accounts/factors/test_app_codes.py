"""The rules about second factors alone, and an app's codes with a database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from pyotp import TOTP
from sqlalchemy import func, select

from tests.accounts.factors.app import CODES, require_second_factor, set_up
from tests.world import KEY, World
from voting.accounts.factors.models import RecoveryCode, SecondFactor
from voting.accounts.factors.rules import FRESH, app_secret, is_app_code, is_fresh, opened_to, step_of
from voting.accounts.factors.stored import show_code
from voting.accounts.models import Role
from voting.accounts.rules import Grant
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.rehearsal.browser import Browser

NOW = datetime(2025, 6, 17, 8, 0, 7, tzinfo=UTC)
STEP_NOW = int(NOW.timestamp()) // 30


@pytest.mark.parametrize("role", Role)
def test_who_runs_the_assembly_or_counts_needs_one(role: Role) -> None:
    held = frozenset({Grant(role, None), Grant(Role.STEWARD, "BRU")})
    needs = role in {Role.CHAIR, Role.SECRETARY, Role.ADMINISTRATOR, Role.TELLER}
    assert opened_to(held, confirmed=True) == held
    assert opened_to(held, confirmed=False) == (held - {Grant(role, None)} if needs else held)


def test_having_shown_one_is_fresh_for_half_an_hour() -> None:
    assert not is_fresh(None, NOW)
    assert is_fresh(NOW - FRESH + timedelta(seconds=1), NOW)
    assert not is_fresh(NOW - timedelta(minutes=30), NOW)


def test_a_code_of_the_test_vectors_is_known() -> None:
    """RFC 6238, appendix B: the last six digits of those for SHA-1."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert step_of(secret, "287082", None, datetime.fromtimestamp(59, UTC)) == 1
    assert step_of(secret, "081 804", None, datetime.fromtimestamp(1111111109, UTC)) == 37037036


@pytest.mark.parametrize(("later", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_one_step_before_and_after(later: int, counts: bool) -> None:
    secret = app_secret(b"key", 7, "salt")
    code = TOTP(secret).at(NOW + timedelta(seconds=30 * later))
    assert step_of(secret, code, None, NOW) == (STEP_NOW + later if counts else None)
    assert step_of(secret, f" {code[:3]} {code[3:]} ", STEP_NOW + later - 1, NOW) == (
        STEP_NOW + later if counts else None
    )


def test_a_code_counts_once_and_none_before_it() -> None:
    secret = app_secret(b"key", 7, "salt")
    for last in (STEP_NOW, STEP_NOW + 1):
        assert step_of(secret, TOTP(secret).at(NOW), last, NOW) is None


def test_each_account_and_salt_has_a_secret_of_its_own() -> None:
    secrets = {app_secret(key, number, salt) for key in (b"a", b"b") for number in (1, 2) for salt in "xy"}
    assert len(secrets) == 8
    assert {len(secret) for secret in secrets} == {32}


def test_what_looks_like_a_code_of_an_app() -> None:
    assert is_app_code("123456")
    assert is_app_code(" 123 456 ")
    for typed in ("12345", "1234567", "12345a", "ABCD-EFGH-JKMN-PQRS", "", "١٢٣٤٥٦"):
        assert not is_app_code(typed)


def shown(world: World, account_id: int, code: str) -> str:
    with world.app.app_context():
        try:
            with writing(db.session()) as session:
                show_code(session, KEY.encode(), account_id, code, now=world.clock())
        except Refused as refused:
            return refused.code.value
    return "ok"


def test_one_code_at_the_same_moment_counts_once(world: World) -> None:
    require_second_factor(world.app)
    browser = Browser(world.app, world.staff["chair"])
    phone, page = set_up(browser, world.clock)
    world.clock.moment += timedelta(minutes=5)
    with world.app.app_context():
        account_id = db.session.scalar(select(SecondFactor.account_id)) or 0
    for code in (phone.shows(), CODES.findall(page.text)[0]):
        with ThreadPoolExecutor(8) as crowd:
            answers = list(crowd.map(lambda _, code=code: shown(world, account_id, code), range(8)))
        assert sorted(answers) == ["ok", *[Code.SECOND_FACTOR_WRONG] * 7]


def test_the_database_has_no_secret_of_an_app_and_no_recovery_code(world: World) -> None:
    require_second_factor(world.app)
    phone, page = set_up(Browser(world.app, world.staff["chair"]), world.clock)
    codes = CODES.findall(page.text)
    assert len(set(codes)) == 10
    with world.app.app_context():
        rows = [*db.session.execute(select(*SecondFactor.__table__.c)).all()]
        kept = db.session.execute(select(*RecoveryCode.__table__.c)).all()
        assert db.session.scalar(select(func.count()).select_from(RecoveryCode)) == 10
    written = repr(rows) + repr(kept)
    assert phone.asked["secret"][0] not in written
    assert not [code for code in codes if code in written or code.replace("-", "") in written]
