"""The pages on which a second factor is set up, shown and removed, with an app's codes and recovery codes."""

import re
import secrets
from urllib.parse import urlsplit

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from voting.accounts.attempts import count_attempt, forgive, of_second_factor
from voting.accounts.factors.passkeys import (
    Challenge,
    Site,
    asked_at,
    options_to_add,
    options_to_show,
    site_at,
)
from voting.accounts.factors.recovery import recovery_codes, recovery_codes_left
from voting.accounts.factors.rules import STEP, app_secret, is_fresh
from voting.accounts.factors.stored import (
    LONGEST_FACTOR_NAME,
    add_app,
    factors_of,
    note_wrong,
    remove_factor,
    renew_recovery_codes,
    show_code,
)
from voting.accounts.sign_ins import begin_confirmed
from voting.cooperative.stored import details_of, the_cooperative
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import installation_key, now
from voting.qr import qr_address
from voting.web.device import this_device
from voting.web.form import exactly, in_address, refused_form, text
from voting.web.once import tell_once, told_once
from voting.web.person import admit, person, sign_in_here
from voting.web.second import blueprint
from voting.wording.languages import in_language
from voting.wording.refusals import refusal_sentence

KEPT = ("language", "csrf_token")
"""What the session keeps when a second factor was shown: forms that are open can still be sent."""


@blueprint.get("/confirm")
def confirm_page() -> str | Response:
    """The page to confirm who one is; who has no second factor yet is sent on to set one up."""
    if not factors_of(db.session(), person().account_id):
        return redirect(url_for("second.app", back=in_address("back") or None))
    return _confirm_page(in_address("back"))


@blueprint.post("/confirm")
def confirm() -> Response:
    """Confirm by a code who one is, and go back to where it was asked for."""
    who, key = person(), installation_key()
    subject = of_second_factor(key, who.account_id)
    with writing(db.session()) as session:
        count_attempt(session, subject, now=now())
    try:
        with writing(db.session()) as session:
            show_code(session, key, who.account_id, exactly("code"), now=now())
            admitted = admit(begin_confirmed(session, who.sign_in_id, now=now()))
            forgive(session, subject)
    except Refused as refused:
        if refused.code is not Code.SECOND_FACTOR_WRONG:
            raise
        with writing(db.session()) as session:
            note_wrong(session, who.account_id, now=now())
        return refused_form(_confirm_page(text("back"), refusal_sentence(refused)), refused.code)
    sign_in_here(admitted, kept=KEPT)
    return redirect(page_at(text("back")), 303)


@blueprint.get("/app")
def app() -> str | Response:
    """The page to set up a second factor; first to where one is shown, for who has one and has not just shown
    it."""
    who = person()
    if factors_of(db.session(), who.account_id) and not is_fresh(who.confirmed_at, now()):
        return redirect(url_for("second.confirm_page", back=url_for("second.app")))
    return _app_page(secrets.token_hex(16), in_address("back"))


@blueprint.post("/app")
def add_an_app() -> Response:
    """Set up an app, once it shows a right code; or show the page once more. With the first factor come
    recovery codes, which are shown once."""
    salt = salt_sent()
    try:
        with writing(db.session()) as session:
            key, who, name = installation_key(), person(), text("name")
            with_codes = add_app(session, key, who, salt, name, exactly("code"), now=now())
            admitted = admit(begin_confirmed(session, who.sign_in_id, now=now()))
    except Refused as refused:
        if refused.code is not Code.SECOND_FACTOR_WRONG:
            raise
        return refused_form(_app_page(salt, text("back"), refusal_sentence(refused)), refused.code)
    sign_in_here(admitted, kept=KEPT)
    return after_adding(salt if with_codes else None)


@blueprint.get("/recovery")
def recovery() -> str:
    """The recovery codes that were just given: once. Else how many are left, and a form for new ones."""
    told = told_once()
    return render_template(
        "account/factors/recovery.html",
        codes=recovery_codes(installation_key(), told["salt"]) if told else [],
        left=recovery_codes_left(db.session(), person().account_id),
        back=page_at(told["back"]) if told else url_for("entrance.home"),
    )


@blueprint.post("/recovery")
def renew_recovery() -> Response:
    """Give new recovery codes; those before are void."""
    salt = secrets.token_hex(16)
    with writing(db.session()) as session:
        renew_recovery_codes(session, installation_key(), person(), salt, now=now())
    return tell_once("second.recovery", {"salt": salt, "back": url_for("account.overview")})


@blueprint.post("/<int:factor_id>/remove")
def remove(factor_id: int) -> Response:
    """Remove one of one's own second factors."""
    with writing(db.session()) as session:
        remove_factor(session, person(), factor_id, now=now())
    return redirect(url_for("account.overview", _anchor="second-part"), 303)


def after_adding(salt: str | None) -> Response:
    """Where a factor that was added leads: to the recovery codes of the ``salt``, or back."""
    if salt is None:
        return redirect(page_at(text("back")), 303)
    return tell_once("second.recovery", {"salt": salt, "back": text("back")})


def _confirm_page(back: str, sentence: str = "") -> str:
    who = person()
    factors = factors_of(db.session(), who.account_id)
    moment, asked = _ask_now()
    return render_template(
        "account/factors/confirm.html",
        moment=moment,
        options=options_to_show(asked, factors) if asked else "",
        with_app=any(factor.salt for factor in factors),
        back=back,
        sentence=sentence,
        left=recovery_codes_left(db.session(), who.account_id),
        without=bool(who.grants) and who.must_confirm,
    )


def _app_page(salt: str, back: str, sentence: str = "") -> str:
    from pyotp import TOTP

    who = person()
    secret = app_secret(installation_key(), who.account_id, salt)
    house = in_language(details_of(the_cooperative(db.session())).name) or _site()
    address = TOTP(secret, interval=STEP).provisioning_uri(
        name=who.name or str(who.account_id), issuer_name=house
    )
    factors = factors_of(db.session(), who.account_id)
    moment, asked = _ask_now()
    return render_template(
        "account/factors/app.html",
        moment=moment,
        options=options_to_add(asked, who, house, factors) if asked else "",
        salt=salt,
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        qr=qr_address(address),
        address=address,
        back=back,
        sentence=sentence,
        is_first=not factors,
        longest=LONGEST_FACTOR_NAME,
        name=text("name"),
        device=this_device(),
    )


def _site() -> str:
    return urlsplit(str(current_app.config["ADDRESS"])).hostname or ""


def salt_sent() -> str:
    """What the page made its secret from. Raises Refused(bad_request) for what no page of ours sends."""
    salt = text("salt")
    if not re.fullmatch("[0-9a-f]{32}", salt):
        raise Refused(Code.BAD_REQUEST)
    return salt


def site_here() -> Site | None:
    """The site for which passkeys are made here; None where there can be none."""
    return site_at(str(current_app.config["ADDRESS"]))


def _ask_now() -> tuple[int, Challenge | None]:
    """The moment, in milliseconds since 1970, and what is asked at it of who is signed in; None where there
    can be no passkeys."""
    moment, site = now().replace(microsecond=0), site_here()
    asked = asked_at(installation_key(), site, person(), moment, now=now()) if site else None
    return round(moment.timestamp() * 1000), asked


def page_at(path: str) -> str:
    """The address of a page of ours that somebody asked to go back to; the first of their role where it is
    none."""
    adapter = current_app.create_url_adapter(request)
    is_ours = re.fullmatch(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*", path) is not None
    root, page = request.root_path, path.partition("?")[0].partition("#")[0]
    if adapter and is_ours and page.startswith(f"{root}/") and adapter.test(page.removeprefix(root), "GET"):
        return path
    return url_for("entrance.home")
