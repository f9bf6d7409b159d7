"""What the kinds of second factors are called."""

from flask_babel import lazy_gettext as _

from voting.accounts.factors.models import FactorKind

FACTOR_KINDS = {FactorKind.PASSKEY: _("passkey"), FactorKind.APP: _("authenticator app")}
