"""Changes the pure rules a little, one change at a time, and says which changes no test notices.

A run tries a sample, the same for the same seed, and every survivor that is explained. It fails where a
survivor is not explained, and where an explained one is noticed now, or is a change that cannot be made.
"""

import argparse
import os
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue

from tqdm import tqdm

from tests.mutants.copy import Copy, in_copy
from tests.mutants.mutations import Mutant, Name, mutants
from tests.mutants.rooms import ROOMS, WITH_DATABASE

EXPLAINED = Path(__file__).with_name("explained.toml")


def explained() -> dict[Name, str]:
    """The survivors that have a reason, each with it."""
    items = tomllib.loads(EXPLAINED.read_text()).get("survivor", [])
    return {(item["module"], item["was"].strip(), item["becomes"].strip()): item["why"] for item in items}


def main() -> None:
    """Try a sample of the mutants, and leave with 1 where something must be done."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--number", type=int, default=400, help="how many mutants are tried")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at once")
    parser.add_argument("modules", nargs="*", default=[], help="of the sample only those of these modules")
    wanted = parser.parse_args()
    modules = set(wanted.modules or ROOMS)
    reasons = {name: why for name, why in explained().items() if name[0] in modules}
    sample = mutants(number=wanted.number, seed=wanted.seed, named=set(reasons))
    tried = [mutant for mutant in sample if mutant.module in modules]
    print(f"{len(tried)} mutants, seed {wanted.seed}", flush=True)
    survivors = unnoticed(tried, wanted.jobs, set(reasons))
    names = {mutant.name for mutant in survivors}
    for name in reasons.keys() - names:
        state = "is noticed now" if name in {mutant.name for mutant in tried} else "cannot be made any more"
        print(f"\nExplained, but {state}: {name[0]}\n- {name[1]}\n+ {name[2]}")
    told = sum(mutant.name in reasons for mutant in survivors)
    print(f"\n{len(tried) - len(survivors)} noticed, {told} explained, {len(survivors) - told} not")
    sys.exit(1 if len(survivors) > told or reasons.keys() - names else 0)


def unnoticed(tried: list[Mutant], jobs: int, explained: set[Name]) -> list[Mutant]:
    """The mutants with which the tests of their room still pass, ``jobs`` tried at once; tells each as it is
    found, unless it is explained."""
    with ExitStack() as stack:
        copies: SimpleQueue[Copy] = SimpleQueue()
        for _ in range(jobs):
            copies.put(stack.enter_context(in_copy()))

        def survives(mutant: Mutant) -> bool:
            copy = copies.get()
            survived = not copy.notices(mutant)
            copies.put(copy)
            if survived and mutant.name not in explained:
                tqdm.write(f"\nNo test notices {mutant}")
            return survived

        copy = copies.get()
        modules = {mutant.module for mutant in tried}
        for rooms, alone in ((modules - WITH_DATABASE, True), (modules & WITH_DATABASE, False)):
            if not copy.is_sound(rooms, alone=alone):
                sys.exit("some of the tests in tests/mutants/rooms.py fail without any change")
        copies.put(copy)
        with ThreadPoolExecutor(jobs) as pool:
            verdicts = tqdm(pool.map(survives, tried), total=len(tried), unit=" mutants")
            return [mutant for mutant, survived in zip(tried, verdicts, strict=True) if survived]


if __name__ == "__main__":
    main()
