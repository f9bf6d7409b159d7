"""The hub: each screen learns of each change once, however late it looks, and holds no more than that."""

import threading
from contextlib import ExitStack
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.live.kitchen import Kitchen, together
from tests.waiting import PATIENCE
from voting.database import WrittenTables
from voting.live.hub import REMEMBERED, SCREENS_A_SECOND, Hub
from voting.live.topics import PACED, SHOWN, Topic, topics_of


@given(st.lists(st.frozensets(st.sampled_from(Topic)), max_size=30))
def test_a_screen_that_never_looks_holds_no_more_than_the_last_version_of_each_topic(
    changes: list[frozenset[Topic]],
) -> None:
    hub = Hub()
    with hub.subscribe() as screen:
        for topics in changes:
            hub.touch(topics)
        told = screen.wait(0)
    changed = frozenset().union(*changes)
    assert told == {topic: hub.versions[topic] for topic in SHOWN if topic in changed}


@given(st.lists(st.sampled_from(Topic), max_size=50))
def test_no_version_is_used_twice_for_a_topic(topics: list[Topic]) -> None:
    hub, seen = Hub(), {topic: [0] for topic in Topic}
    for topic in topics:
        hub.touch([topic])
        seen[topic].append(hub.versions[topic])
    assert all(versions == sorted(set(versions)) for versions in seen.values())


def test_a_version_stays_known_however_much_has_changed_since() -> None:
    hub = Hub()
    before = min(hub.versions.values()) - 1
    hub.touch([Topic.AGENDA])
    heard = hub.versions[Topic.AGENDA]
    for times in (1, 100, 2 * REMEMBERED):
        for _ in range(times):
            hub.touch([Topic.ACCESS])
        assert hub.knows(heard)
        assert hub.knows(before)
        assert not hub.knows(max(hub.versions.values()) + 1)


def test_a_change_wakes_the_screens_that_wait_and_ends_with_the_hub() -> None:
    hub, told = Hub(), []
    waiting = threading.Barrier(21)

    def follow() -> None:
        with hub.subscribe() as screen:
            waiting.wait()
            told.append(screen.wait(PATIENCE))

    screens = [threading.Thread(target=follow) for _ in range(20)]
    for screen in screens:
        screen.start()
    waiting.wait()
    hub.touch([Topic.AGENDA])
    for screen in screens:
        screen.join(PATIENCE)
    assert told == [{Topic.AGENDA: hub.versions[Topic.AGENDA]}] * 20
    assert hub.screens == 0
    hub.close()
    with hub.subscribe():
        assert hub.closed


def test_what_changes_all_the_time_is_told_the_less_often_the_more_screens_there_are() -> None:
    seconds = 100.0
    hub = Hub(lambda: seconds)
    hub.ticking = True
    hub.publish(hub.next_versions(Topic))
    hub.touch(Topic)
    assert hub.take_touched() == set(Topic), "nobody is there to be told too often"
    hub.publish(hub.next_versions(Topic))
    with ExitStack() as crowd:
        for _ in range(2 * SCREENS_A_SECOND):
            crowd.enter_context(hub.subscribe())
        hub.touch(Topic)
        seconds += 1.9
        assert hub.take_touched() == set(Topic) - PACED
        assert hub.take_touched() == set(), "told twice"
        seconds += 0.2
        assert hub.take_touched() == PACED
        hub.publish(hub.next_versions(Topic))
    with hub.subscribe():
        hub.touch(Topic)
        seconds += 0.1
        assert hub.take_touched() == set(), "they have just been told"
        seconds += 0.3
        assert hub.take_touched() == set(Topic) - {Topic.PRESENCE}, "people come several times a second"
        seconds += 0.2
        assert hub.take_touched() == {Topic.PRESENCE}
        assert hub.take_touched() == set()


def test_what_is_written_decides_which_screens_are_told() -> None:
    assert topics_of(new_rows("participation", "deposit", "ballot")) == {Topic.TURNOUT}
    assert topics_of(new_rows("resolution", "audit_entry", "audit_head")) == {Topic.AGENDA}
    assert topics_of(new_rows("attempts", "sign_in", "credential")) == set()


def new_rows(*tables: str) -> WrittenTables:
    return WrittenTables(set(tables), set())


def test_who_is_signed_in_changes_when_something_is_taken_away_and_not_when_others_sign_in() -> None:
    assert topics_of(WrittenTables({"sign_in"}, {"sign_in"})) == {Topic.ACCESS}
    assert topics_of(WrittenTables({"assembly"}, {"assembly"})) == {Topic.ACCESS, Topic.AGENDA}
    assert topics_of(new_rows("role_grant")) == {Topic.ACCESS, Topic.AGENDA}


def test_a_fragment_is_made_once_for_each_change_however_many_ask() -> None:
    kitchen = Kitchen()
    together(kitchen.get, 30)
    assert kitchen.made == 1
    kitchen.hub.touch([Topic.PRESENCE])
    together(kitchen.get, 30)
    assert kitchen.made == 1, "it is not about presence"
    first = kitchen.get()
    kitchen.hub.touch([Topic.TURNOUT])
    assert kitchen.fragments.find("/a/path", None) is None
    together(kitchen.get, 30)
    assert kitchen.made == 2
    assert kitchen.get().etag != first.etag
    assert kitchen.fragments.find("/a/path", None) == kitchen.get()


@pytest.mark.parametrize("passed", [timedelta(seconds=6), timedelta(days=-1)])
def test_a_fragment_is_made_anew_when_time_has_passed(passed: timedelta) -> None:
    kitchen = Kitchen()
    kitchen.get()
    kitchen.moment += passed
    kitchen.get()
    assert kitchen.made == 2


def test_a_screen_that_knows_more_than_this_process_gets_nothing_old() -> None:
    kitchen = Kitchen()
    old = kitchen.get()
    elsewhere = max(kitchen.hub.versions.values()) + 1
    assert kitchen.fragments.find("/a/path", elsewhere) is None
    assert kitchen.get(elsewhere) != old
    assert kitchen.get() == old, "what was made for one is not kept for all"
    kitchen.hub.learn({Topic.AGENDA: elsewhere})
    assert kitchen.get(elsewhere).body == b"made 3 times"
    assert kitchen.fragments.find("/a/path", elsewhere) is not None
