"""Which language a person reads, and the address of the same page in another language."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, request, session, url_for
from flask_babel import Babel
from jinja2 import pass_context
from jinja2.runtime import Context

from voting.languages import LANGUAGES
from voting.web.person import somebody
from voting.wording import languages as written
from voting.wording.filling import with_figures
from voting.wording.languages import LANGUAGE_NAMES, language, other_languages, shown_in


def remember_language() -> None:
    """Keep in the session the language that a page was asked for (``?lang=fr``)."""
    asked = request.args.get("lang")
    if asked in LANGUAGES and session.get("language") != asked:
        session["language"] = asked


def choose_language() -> str:
    """The language chosen on a page; else that of the person's account; else that of the browser."""
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    who = somebody()
    if who is not None and who.language in LANGUAGES:
        return who.language
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((primary for primary in wanted if primary in LANGUAGES), "nl")


def opened_again() -> str | None:
    """The address of this page or, where it answers a form, of the form's page; None where that cannot be
    opened."""
    if request.endpoint is None:
        return None
    path = url_for(request.endpoint, **(request.view_args or {}))
    adapter = current_app.create_url_adapter(request)
    return path if adapter and adapter.test(request.path, "GET") else None


def this_page_in_each() -> dict[str, str]:
    """The address of this page in each language; of the start page where it cannot be opened again."""
    path, asked = opened_again(), list[tuple[str, str]]()
    if path is None:
        path = url_for("entrance.welcome")
    else:
        asked = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return {code: f"{path}?{urlencode([*asked, ('lang', code)])}" for code in LANGUAGE_NAMES}


def init_app(app: Flask, babel: Babel) -> None:
    """Join languages to an application and its templates."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    app.before_request(remember_language)
    babel.init_app(app, locale_selector=choose_language)
    app.jinja_env.filters.update(
        in_language=written.in_language,
        number=written.number,
        decimal=written.decimal,
        file_size=written.file_size,
        day=written.day,
        weekday=written.weekday,
        day_or_moment=written.day_or_moment,
        local_day=written.local_day,
        local_moment=written.local_moment,
        clock_time=written.clock_time,
    )
    app.jinja_env.globals.update(
        language=language,
        shown_in=shown_in,
        other_languages=other_languages,
        language_names=LANGUAGE_NAMES,
        somebody=somebody,
        this_page_in_each=this_page_in_each,
        opened_again=opened_again,
        gettext=_in_figures(app.jinja_env.globals["gettext"]),
        ngettext=_in_figures(app.jinja_env.globals["ngettext"]),
    )


def _in_figures(translate: Any) -> Callable[..., str]:
    """What templates say sentences with: the whole numbers in them are as the reader writes them."""

    @pass_context
    def said(context: Context, /, *texts: Any, **values: Any) -> str:
        many = {"num": texts[2]} if texts[2:] else {}
        sentence: str = translate(context, *texts, **with_figures(many | values))
        return sentence

    return said
