"""My account: where I am signed in, and my password."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from voting.accounts.factors.recovery import recovery_codes_left
from voting.accounts.factors.stored import factors_of
from voting.accounts.models import Account
from voting.accounts.password_change import ask_for_new_password, change_password
from voting.accounts.sign_ins import end_all, sign_ins_of
from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.privacy.own_data import own_data as data_of
from voting.web.data_file import data_file
from voting.web.form import exactly, in_address
from voting.web.meeting import this_assembly
from voting.web.person import member_number, person, sign_out_here
from voting.web.right_password import forgive_attempts, right_password
from voting.wording.factors import FACTOR_KINDS

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("/")
def overview() -> str:
    """The page of my account: the devices on which I am signed in, and whether I have a password."""
    account = db.session.get_one(Account, person().account_id)
    return render_template(
        "account/overview.html",
        account=account,
        assembly=this_assembly(),
        sign_ins=sign_ins_of(db.session(), account.id),
        factors=factors_of(db.session(), account.id),
        factor_words=FACTOR_KINDS,
        recovery_codes=recovery_codes_left(db.session(), account.id),
        saved=in_address("saved") == "yes",
    )


@blueprint.get("/data")
def own_data() -> Response:
    """All that is kept of me, as a file."""
    return data_file(data_of(db.session(), member_number(), now()))


@blueprint.post("/sign-out-everywhere")
def sign_out_everywhere() -> Response:
    """Sign out on every device, including this one."""
    with writing(db.session()) as session:
        end_all(session, [person().account_id], now=now())
    sign_out_here()
    return redirect(url_for("entrance.welcome"), 303)


@blueprint.post("/password")
def choose_password() -> Response:
    """Set another password, for which the one before must be given. For a first one a link is sent to the
    e-mail address in the register: whoever has found a code cannot set it."""
    number = member_number()
    if db.session.get_one(Account, person().account_id).password_hash is None:
        with writing(db.session()) as session:
            ask_for_new_password(session, number, now=now())
        return redirect(url_for("new_password.asked"), 303)
    checked = right_password(number, exactly("current"))
    with writing(db.session()) as session:
        change_password(session, person().sign_in_id, checked, exactly("password"), now=now())
        forgive_attempts(session, number)
    return redirect(url_for("account.overview", saved="yes"), 303)
