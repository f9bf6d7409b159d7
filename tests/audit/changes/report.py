"""The yearly report, the mandates of directors, and how long things are kept."""

from tests.audit.changes.ground import Ground, Request, Step
from tests.web.images import picture


def report(ground: Ground) -> list[Step]:
    """What is changed in the yearly report, the mandates and the periods of keeping."""
    secretary = ground.secretary

    def signed_report() -> Request:
        secretary.look("/office/report/2024")
        return (
            secretary,
            "/office/report/2024/sign",
            {
                "hash": secretary.field("hash", ""),
                "approved_on": "2025-01-10",
                "signatories": "Ann, chair",
                "in": "nl",
            },
        )

    return [
        (
            "office.write_report_texts",
            lambda: (
                secretary,
                "/office/report/2024/texts",
                {
                    "language": "nl",
                    "introduction": "Wij deden veel.",
                    "was": "/office/report/2024/texts?in=nl",
                },
            ),
        ),
        (
            "office.add_report_picture",
            lambda: (secretary, "/office/report/2024/pictures", {"picture": (picture(), "raad.png")}),
        ),
        (
            "office.shape_report",
            lambda: (
                secretary,
                "/office/report/2024/shape",
                {"scheme": "be", "annex": "language", "was": "/office/report/2024"},
            ),
        ),
        ("office.sign", signed_report),
        (
            "office.enter_a_fact",
            lambda: (
                secretary,
                "/office/report/2024/facts/counter",
                {
                    **{"names.nl": "Opleidingen", "number": "90", "unit": "number", "source": "de lijst"},
                    "was": "/office/report/2024/facts/counter",
                },
            ),
        ),
        (
            "office.take_a_fact_back",
            lambda: (
                secretary,
                "/office/report/2024/facts/counter/back?code=opleidingen",
                {"why": "dubbel", "was": "/office/report/2024/facts/counter?code=opleidingen"},
            ),
        ),
        (
            "office.declare",
            lambda: (secretary, "/office/after/declarations", {"time": "00:00", "text": "I object"}),
        ),
        (
            "office.change_retention",
            lambda: (secretary, "/office/retention", {"looks": "12", "was": "/office/retention"}),
        ),
        (
            "office.change_the_cooperative",
            lambda: (secretary, "/office/cooperative", {"name.nl": "Molen", "was": "/office/cooperative"}),
        ),
        (
            "office.enter_into_mandates",
            lambda: (
                secretary,
                "/office/mandates",
                {"kind": "earlier", "name": "A", "on": "2020-06-01", "ends": "2024-06-01", "reason": "kept"},
            ),
        ),
    ]
