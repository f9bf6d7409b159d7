"""How far keyholders are with their ceremony, in sentences."""

from flask_babel import LazyString, lazy_gettext

from voting.box.progress import CeremonyProgress

_ = lazy_gettext

KEYHOLDER_LABELS: dict[str, LazyString] = {
    **{f"keyholder.{number}": _("Keyholder %(number)s", number=number) for number in range(1, 6)},
    "again": _("A new attempt"),
}
"""By name of a field, what the form of their names calls it."""


def steps_of_keyholders(progress: CeremonyProgress) -> list[tuple[str, LazyString]]:
    """Each keyholder with the last step that they have done."""
    return [(name, _step_of(progress, number)) for number, name in enumerate(progress.names, 1)]


def _step_of(progress: CeremonyProgress, number: int) -> LazyString:
    steps = {
        _("ready: file and passphrase are checked"): progress.ready,
        _("has compared the digits and handed on their shares"): progress.handed_on,
        _("has shown their part, and compares the digits"): progress.shown,
        _("is there"): progress.there,
    }
    return next((said for said, done in steps.items() if number in done), _("is awaited"))
