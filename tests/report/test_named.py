"""The names under which a text has the figures of a report."""

from tests.report.test_facts import CONTENTS
from voting.report.facts import FactKind, Unit
from voting.report.named import Named, missing_names, named_facts, named_figures, names_in, names_known

CONTENT = {
    "members": {"opening": 90, "joined": 12, "closing": 101, "categories": {"A": 100, "B": 1}},
    "legal_persons": 3,
    "assemblies": [{"date": "2025-06-17", "voters": 40, "entitled": 95}],
    "board": {"filled": 3, "new": 2, "renewed": 1, "vacant": None, "coopted": 0, "trained": 2},
    "events": {"workshop": {"events": 4, "days": 2}},
}


def test_each_figure_has_a_name_and_a_place() -> None:
    assert named_figures(CONTENT) == {
        "opening": Named("members/opening", 90),
        "joined": Named("members/joined", 12),
        "members": Named("members/closing", 101),
        "members.A": Named("members/categories/A", 100),
        "members.B": Named("members/categories/B", 1),
        "legal_persons": Named("legal_persons", 3),
        "extraordinary": Named("extraordinary", 0),
        "voters": Named("assemblies/2025-06-17/voters", 40),
        "entitled": Named("assemblies/2025-06-17/entitled", 95),
        "board.new": Named("board/new", 2),
        "board.renewed": Named("board/renewed", 1),
        "board.vacant": Named("board/vacant", None),
        "board.coopted": Named("board/coopted", 0),
        "board.trained": Named("board/trained", 2),
        "workshop.events": Named("events/workshop/events", 4),
        "workshop.days": Named("events/workshop/days", 2),
    }


def test_of_several_assemblies_each_has_its_day_and_the_last_is_meant() -> None:
    second = {"date": "2025-11-08", "voters": 20, "entitled": 96}
    figures = named_figures(CONTENT | {"assemblies": [*CONTENT["assemblies"], second]})  # type: ignore[misc]
    assert figures["voters"] == figures["voters.2025-11-08"] == Named("assemblies/2025-11-08/voters", 20)
    assert figures["entitled.2025-06-17"] == Named("assemblies/2025-06-17/entitled", 95)


def test_turnout_by_category_is_named_where_it_is_shown() -> None:
    rows = {"A": {"entitled": 90, "voters": 39}, "B": {"entitled": 5, "voters": None}}
    turnout = {"2025-06-17": {"by": {"category": rows}}, "2024-06-17": {"by": {"category": {}}}}
    figures = named_figures(CONTENT | {"turnout": turnout})  # type: ignore[operator]
    place = "turnout/2025-06-17/by/category"
    assert figures["voters.A"] == Named(f"{place}/A/voters", 39)
    assert figures["entitled.B"] == Named(f"{place}/B/entitled", 5)
    assert "voters.B" not in figures


def test_names_in_a_text() -> None:
    text = "{joined} {members.A} {voters.2025-06-17} {joined} { joined } {Joined} {} {1} {a..b} {a.}"
    assert names_in(text) == ["joined", "members.A", "voters.2025-06-17"]


def test_what_a_text_names_and_the_year_has_not() -> None:
    texts = {
        "introduction": {"nl": "{joined} {count.x} {year} {turnout} {count.x}", "fr": "{founded}"},
        "principle_1": {"nl": "{voters.2025-06-17}"},
    }
    named = [("introduction", "nl", "count.x"), ("introduction", "fr", "founded")]
    assert missing_names(CONTENT | {"texts": texts}) == [
        *named,
        ("principle_1", "nl", "voters.2025-06-17"),
    ]
    without = CONTENT | {"assemblies": [], "texts": {"introduction": {"nl": "{turnout} {last_year}"}}}
    assert missing_names(without) == [("introduction", "nl", "turnout")]
    assert names_known(without).isdisjoint({"turnout", "assembly", "voters"})


def test_what_was_entered_has_names_too() -> None:
    two = {"x": CONTENTS[FactKind.NETWORK], "y": CONTENTS[FactKind.NETWORK]}
    facts = {kind.value: {"x": content} for kind, content in CONTENTS.items()} | {"network": two}
    assert named_facts(facts) == {
        "count.x": Named("facts/counter/x/number", 90),
        "committee.x.meetings": Named("facts/committee/x/meetings", 7),
        "committee.x.new_members": Named("facts/committee/x/new_members", 2),
        "committee.x.subjects": Named("facts/committee/x/subjects", 2),
        "committee.x.recommendations": Named("facts/committee/x/recommendations", 1),
        "survey.x.respondents": Named("facts/survey/x/respondents", 2256),
        "survey.x.satisfied": Named("facts/survey/x/satisfied", "7.4", Unit.OF_TEN),
        "survey.x.stay": Named("facts/survey/x/stay", 74, Unit.PERCENT),
        "article.x": Named("facts/rule/x/article", "37", Unit.AS_IT_STANDS),
        "article.term": Named("facts/directors/x/articles.term", "24", Unit.AS_IT_STANDS),
        "article.pay": Named("facts/directors/x/articles.pay", "23", Unit.AS_IT_STANDS),
        "founded": Named("facts/founding/x/year", 2016, Unit.AS_IT_STANDS),
        "founders": Named("facts/founding/x/founders", 1),
        "directors.term": Named("facts/directors/x/term_years", 4),
        "networks": Named("facts/network", 2),
        "partners": Named("facts/partner", 1),
    }
    assert named_figures(CONTENT | {"facts": facts}).items() >= named_facts(facts).items()
