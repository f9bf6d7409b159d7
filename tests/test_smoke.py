"""The shortest way through: a member votes, the chair announces, everyone sees it."""

from tests.world import World
from voting.rehearsal.browser import answer_of


def test_a_member_votes_and_the_result_is_announced(world: World) -> None:
    chair, member = world.person("chair"), world.member(1)
    one = world.resolutions["1"]
    assert answer_of(chair.send(f"/chair/resolutions/{one}/open", {})) == "ok"
    member.look(f"/resolutions/{one}")
    assert answer_of(member.send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "for"})) == "ok"
    assert answer_of(chair.send(f"/chair/resolutions/{one}/close", {})) == "ok"
    assert answer_of(chair.send(f"/chair/resolutions/{one}/announce", {})) == "ok"
    result = member.look("/api/agenda").json["resolutions"][0]["result"]
    assert result["counts"] == {"for": 1, "against": 0, "abstain": 0}
    assert result["outcome"] == "adopted"
