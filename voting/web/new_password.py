"""Setting a new password with the token of a letter, and asking for that letter."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from voting.accounts.attempts import count_attempt, forgive, of_letters, of_number
from voting.accounts.password_change import account_of_token, ask_for_new_password, set_password_by_token
from voting.database import writing
from voting.extensions import db
from voting.installation import installation_key, now
from voting.web.brought import bring, brought, forget_brought
from voting.web.form import exactly, text

blueprint = Blueprint("new_password", __name__, url_prefix="/password")


TOKEN = "password token"  # noqa: S105 - the name of what is brought


@blueprint.get("/forgotten")
def forgotten() -> str:
    """The page to ask for a letter."""
    return render_template("account/forgotten.html")


@blueprint.post("/forgotten")
def ask() -> Response:
    """Put the letter into the outbox; the answer is the same whether or not the number belongs
    to somebody."""
    with writing(db.session()) as session:
        count_attempt(session, of_letters(installation_key(), request.remote_addr or ""), now=now())
        ask_for_new_password(session, text("number"), now=now())
    return redirect(url_for("new_password.asked"), 303)


@blueprint.get("/asked")
def asked() -> str:
    """The page that says where to look for the letter."""
    return render_template("account/asked.html")


@blueprint.get("/new/")
@blueprint.get("/new/<token>")
def choose(token: str = "") -> str | Response:
    """The page on which a new password is chosen. Opening it does not use the token up."""
    account = account_of_token(db.session(), installation_key(), token or brought(TOKEN), now=now())
    if token:
        bring(TOKEN, token)
        return redirect(url_for("new_password.choose"), 303)
    return render_template("account/choose.html", account=account)


@blueprint.post("/new/")
@blueprint.post("/new/<token>")
def set_by_token(token: str = "") -> Response:
    """Set the new password, and go to the sign-in page; the number's failed attempts are forgotten."""
    key, token = installation_key(), token or brought(TOKEN)
    with writing(db.session()) as session:
        account = account_of_token(session, key, token, now=now())
        set_password_by_token(session, key, token, exactly("password"), now=now())
        forgive(session, of_number(key, account.member or ""))
    forget_brought()
    return redirect(url_for("entrance.password"), 303)
