"""What befalls the machines: each fault strikes, and is mended afterwards."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.standing.site import Site


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to a site, and what whoever looks after it does then."""

    name: str
    strike: Callable[[Site], None]
    mend: Callable[[Site], None]


def _primary_falls() -> Fault:
    fallen = []

    def strike(site: Site) -> None:
        machine = site.the_primary()
        fallen.append(machine)
        machine.kill()

    return Fault("the primary's machine is killed", strike, lambda site: site.start_machine(fallen.pop()))


def _application_falls() -> Fault:
    return Fault(
        "an application machine is killed",
        lambda site: site.applications[0].kill(),
        lambda site: site.start_machine(site.applications[0]),
    )


def _application_cut_off() -> Fault:
    def cut(site: Site) -> None:
        for machine in site.databases:
            machine.deaf_to(site.applications[1])

    def join(site: Site) -> None:
        for machine in site.databases:
            machine.hear(site.applications[1])

    return Fault("an application machine is cut off from the database", cut, join)


def _databases_apart() -> Fault:
    def cut(site: Site) -> None:
        one, other = site.databases
        one.deaf_to(other)
        other.deaf_to(one)

    def join(site: Site) -> None:
        one, other = site.databases
        one.hear(other)
        other.hear(one)

    return Fault("the two database machines are cut from each other", cut, join)


def _primary_alone() -> Fault:
    """It sees its standby and etcd no more, but the applications: the worst place to be."""
    cut_off = []

    def cut(site: Site) -> None:
        primary = site.the_primary()
        others = [site.proxy, *(machine for machine in site.databases if machine is not primary)]
        cut_off.append((primary, others))
        primary.deaf_to(*others)

    def join(site: Site) -> None:
        primary, others = cut_off.pop()
        primary.hear(*others)

    return Fault("the primary is cut from its standby and from etcd", cut, join)


def _disk_full() -> Fault:
    filled = []

    def strike(site: Site) -> None:
        filled.append(site.the_primary())
        filled[0].fill()

    return Fault("the primary's disk is filled", strike, lambda _: filled.pop().empty())


def _primary_paused() -> Fault:
    stopped = []

    def strike(site: Site) -> None:
        stopped.append(site.the_primary())
        stopped[0].pause()

    return Fault("the primary's machine is paused", strike, lambda _: stopped.pop().go_on())


FAULTS = {
    "primary": _primary_falls,
    "application": _application_falls,
    "cut-off": _application_cut_off,
    "apart": _databases_apart,
    "alone": _primary_alone,
    "disk": _disk_full,
    "paused": _primary_paused,
}
