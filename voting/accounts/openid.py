"""Asking a provider who somebody is, by OpenID Connect: the authorization code flow with PKCE.

What it answers counts only where it is signed with one of its keys, meant for us, about this very question,
and not too old. Nothing of it is kept, and nothing that it says of anybody is logged.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from voting.accounts.codes import keyed_hash
from voting.accounts.provider import Identity, Provider, is_safe, what_is_told
from voting.errors import Code, Refused

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session
    from joserfc.jwk import KeySet

Asked = TypeVar("Asked")

log = structlog.get_logger(__name__)

DOCUMENT = "/.well-known/openid-configuration"
KEPT_FOR = timedelta(hours=1)
"""For how long it is kept where a provider has its pages, and with which keys it signs."""
KEYS_EVERY = timedelta(minutes=1)
"""The keys are fetched again at most so often, where a token names one that is not known."""
PATIENCE = 5
"""Seconds that a provider may take for each answer."""
LEEWAY = 60
"""Seconds by which its clock may be wrong."""
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""The signatures that are accepted: all by a key that the provider alone has."""
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class AuthenticationRequest:
    """One question to a provider, who somebody is, that a browser carries there and back.

    All that must not be guessed follows from ``secret`` under the installation's key: so it is enough that
    the browser keeps that.
    """

    key: bytes
    secret: str

    @property
    def state(self) -> str:
        """By which the answer is known to be to this browser's question."""
        return keyed_hash(self.key, "openid-state", self.secret)

    @property
    def nonce(self) -> str:
        """By which the token is known to have been made for this question."""
        return keyed_hash(self.key, "openid-nonce", self.secret)

    @property
    def verifier(self) -> str:
        """Without which nobody gets a token for the code that the browser brings back (RFC 7636)."""
        return keyed_hash(self.key, "openid-verifier", self.secret)


class OpenID:
    """Asks one provider. It keeps for a while where that has its pages, and its keys.

    Whatever it is asked may raise Refused: provider_silent where the provider does not answer, or not as a
    provider does; provider_unsure where what it answers cannot be believed.
    """

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._document: tuple[datetime, dict[str, Any]] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    def where_to_ask(self, question: AuthenticationRequest, back: str, *, now: datetime) -> str:
        """The address to which a browser carries a question; it comes ``back`` with the answer.

        Whoever sits before it shows the provider anew who they are, however it remembers the one before.
        """
        document = self._pages(now)

        def ask(service: "OAuth2Session") -> str:
            address, _ = service.create_authorization_url(
                document["authorization_endpoint"],
                state=question.state,
                nonce=question.nonce,
                code_verifier=question.verifier,
                redirect_uri=back,
                prompt="login",
            )
            return str(address)

        return self._with_service(document, ask)

    def who_it_is(
        self,
        question: AuthenticationRequest,
        answer: Mapping[str, str],
        back: str,
        *,
        claim: str,
        now: datetime,
    ) -> Identity:
        """What the provider tells of whoever has brought back its ``answer``: ``code``, ``iss`` and ``error``
        of the address. Where its token does not have the ``claim``, it is asked what else it knows of them.

        That the ``state`` is that of the question is for the caller to see.
        """
        document = self._pages(now)
        named = answer.get("iss", "")
        must_be_named = document.get("authorization_response_iss_parameter_supported") is True
        if answer.get("error") or not answer.get("code"):
            raise self._unsure("the provider has refused")
        if named != self.provider.issuer and (named or must_be_named):
            raise self._unsure("the answer is of another provider")

        def fetch(service: "OAuth2Session") -> dict[str, Any]:
            service.register_compliance_hook("access_token_response", _of_here)
            token = service.fetch_token(
                document["token_endpoint"],
                grant_type="authorization_code",
                code=answer["code"],
                redirect_uri=back,
                code_verifier=question.verifier,
                allow_redirects=False,
            )
            claims = self._checked(token, question.nonce, now)
            if claim not in claims and is_safe(document.get("userinfo_endpoint")):
                more = _json(service.get(document["userinfo_endpoint"], allow_redirects=False))
                if more.get("sub") != claims["sub"]:
                    raise self._unsure("sub")
                claims = {name: more.get(name) for name in (claim, "email_verified")} | claims
            return claims

        return what_is_told(self.provider, self._with_service(document, fetch))

    def _checked(self, token: Mapping[str, Any], nonce: str, now: datetime) -> dict[str, Any]:
        """The claims of the token, once all is seen to be as it must be."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError, JoseError

        signed = token.get("id_token")
        if not isinstance(signed, str):
            raise self._unsure("no token")
        options = {
            "iss": {"essential": True, "value": self.provider.issuer},
            "aud": {"essential": True, "value": self.provider.client_id},
        }
        asked = {
            "nonce": nonce,
            "client_id": self.provider.client_id,
            "access_token": token.get("access_token"),
        }
        try:
            try:
                found = jwt.decode(signed, self._known_keys(now), SIGNED_BY)
            except InvalidKeyIdError:
                found = jwt.decode(signed, self._known_keys(now, again=True), SIGNED_BY)
            claims = CodeIDToken(found.claims, found.header, options, asked)
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise self._unsure(getattr(error, "error", "") or type(error).__name__) from error
        return dict(claims)

    def _pages(self, now: datetime) -> dict[str, Any]:
        """The document in which the provider says where it has its pages, fetched when it is first needed."""
        if self._document is None or now - self._document[0] > KEPT_FOR:
            document = self._fetched(self.provider.issuer.rstrip("/") + DOCUMENT)
            if document.get("issuer") != self.provider.issuer:
                raise self._silent("its document names another issuer")
            if not all(is_safe(document.get(name)) for name in NEEDED):
                raise self._silent("its document names no safe address")
            self._document = now, document
        return self._document[1]

    def _known_keys(self, now: datetime, *, again: bool = False) -> "KeySet":
        """The keys with which the provider signs; fetched ``again`` where a token names another."""
        from joserfc.jwk import KeySet

        if self._keys is None or now - self._keys[0] > (KEYS_EVERY if again else KEPT_FOR):
            told: Any = self._fetched(self._pages(now)["jwks_uri"])
            self._keys = now, KeySet.import_key_set(told)
        return self._keys[1]

    def _fetched(self, address: str) -> dict[str, Any]:
        def fetch(service: "OAuth2Session") -> dict[str, Any]:
            return _json(service.get(address, withhold_token=True, allow_redirects=False))

        return self._with_service({}, fetch)

    def _with_service(self, document: Mapping[str, Any], ask: "Callable[[OAuth2Session], Asked]") -> Asked:
        """What asking the provider brings, whose faults become refusals."""
        from authlib.common.errors import AuthlibBaseError
        from authlib.integrations.requests_client import OAuth2Session
        from requests import RequestException

        offered = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        proof = "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"
        with OAuth2Session(
            self.provider.client_id,
            self.provider.client_secret,
            scope=self.provider.scope,
            token_endpoint_auth_method=proof,
            code_challenge_method="S256",
            default_timeout=PATIENCE,
        ) as service:
            try:
                return ask(service)
            except AuthlibBaseError as error:
                raise self._unsure(type(error).__name__) from error
            except (RequestException, ValueError) as error:
                raise self._silent(type(error).__name__) from error

    def _silent(self, why: str) -> Refused:
        log.warning("the provider of sign-in does not answer as it should", why=why)
        return Refused(Code.PROVIDER_SILENT, service=self.provider.name)

    def _unsure(self, why: str) -> Refused:
        log.warning("what the provider of sign-in answers is not believed", why=why)
        return Refused(Code.PROVIDER_UNSURE, service=self.provider.name)


def _of_here(response: Any) -> Any:
    """The answer itself. Raises ValueError where it leads elsewhere, which is not followed."""
    if response.is_redirect:
        raise ValueError("leads elsewhere")
    return response


def _json(response: Any) -> dict[str, Any]:
    """The object that an answer holds. Raises ValueError, or RequestException, where it holds none."""
    _of_here(response).raise_for_status()
    found = response.json()
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found
