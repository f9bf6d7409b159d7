"""The records by which others know that letters are ours: SPF (RFC 7208), DKIM (6376) and DMARC (7489)."""

from collections.abc import Callable
from email.utils import parseaddr
from urllib.parse import urlsplit

from voting.doctor.examination import Patient
from voting.doctor.finding import Finding, doubtful, ill, well

SUBJECT = "mail records"
LIFETIME = 3.0
"""Seconds within which a name server must have answered."""
SELECTORS = ("default", "mail", "dkim", "selector1", "selector2", "google", "s1", "s2", "k1", "smtp")
"""Where a key of DKIM mostly lies: which one is used only a letter says."""

Texts = Callable[[str], list[str] | None]
"""The texts (TXT) of a name; none where it has none, None where no server has answered."""


def check_mail_records(patient: Patient) -> list[Finding]:
    """The records of the domain of the sender, and what to set where one is missing."""
    sender = parseaddr(patient.settings["MAIL_FROM"])[1]
    domain = sender.partition("@")[2]
    if not patient.settings["MAIL_URL"] or "." not in domain:
        return [well(SUBJECT, "No letters leave this machine, so that none has to be believed.")]
    server = urlsplit(patient.settings["MAIL_URL"]).hostname or ""
    return of_records(domain, sender, server, texts_by(patient.name_server))


def texts_by(server: str) -> Texts:
    """What asks a name server (``address`` or ``address:port``); without one, those of this machine."""
    import dns.exception
    import dns.resolver

    resolver = dns.resolver.Resolver(configure=not server)
    if server:
        host, _colon, port = server.partition(":")
        resolver.nameservers, resolver.port = [host], int(port or 53)

    def texts(name: str) -> list[str] | None:
        try:
            answer = resolver.resolve(name, "TXT", lifetime=LIFETIME)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException:
            return None
        return [b"".join(record.strings).decode(errors="replace") for record in answer]

    return texts


def of_records(domain: str, sender: str, server: str, texts: Texts) -> list[Finding]:
    """What is wrong with the records of a domain whose letters leave by this mail server."""
    if (own := texts(domain)) is None:
        sentence = f"No name server says anything of {domain}."
        return [
            doubtful(SUBJECT, "names_silent", sentence, "See that this machine may ask one, then ask again.")
        ]
    found = [*_of_spf(domain, server, [one for one in own if one.lower().startswith("v=spf1")])]
    if not any(_is_key(one) for name in SELECTORS for one in texts(f"{name}._domainkey.{domain}") or []):
        sentence = f"No key of DKIM was found for {domain} under the usual names."
        record = f"SELECTOR._domainkey.{domain} TXT “v=DKIM1; k=rsa; p=…”"
        remedy = f"Let the mail server sign, and set the record that it shows: {record}."
        found.append(doubtful(SUBJECT, "no_dkim", sentence, remedy))
    return [*found, *_of_dmarc(domain, sender, texts)] or [
        well(SUBJECT, f"{domain} has SPF, DKIM and DMARC.")
    ]


def _of_spf(domain: str, server: str, records: list[str]) -> list[Finding]:
    wanted = f"{domain} TXT “v=spf1 mx a:{server} -all”"
    if not records:
        sentence = f"{domain} does not say which servers send its letters (SPF)."
        return [doubtful(SUBJECT, "no_spf", sentence, f"Set {wanted}, or what your mail provider names.")]
    if len(records) > 1:
        sentence = f"{domain} has {len(records)} records of SPF, so that none counts."
        return [ill(SUBJECT, "spf_twice", sentence, "Join them into one.")]
    if records[0].split()[-1].lower() in ("+all", "all"):
        sentence = f"SPF of {domain} lets any server send in its name."
        return [ill(SUBJECT, "spf_open", sentence, f"Let it end with -all: {wanted}.")]
    return []


def _is_key(record: str) -> bool:
    tags = dict(part.strip().partition("=")[::2] for part in record.split(";"))
    return bool(tags.get("p"))


def _of_dmarc(domain: str, sender: str, texts: Texts) -> list[Finding]:
    """The record of the domain itself or, where that has none, of those above it."""
    labels = domain.split(".")
    for above in range(len(labels) - 1):
        records = texts(f"_dmarc.{'.'.join(labels[above:])}") or []
        if any(one.lower().startswith("v=dmarc1") for one in records):
            return []
    sentence = f"{domain} does not say what becomes of letters that only pretend to be its own (DMARC)."
    remedy = f"Set _dmarc.{domain} TXT “v=DMARC1; p=quarantine; rua=mailto:{sender}”."
    return [doubtful(SUBJECT, "no_dmarc", sentence, remedy)]
