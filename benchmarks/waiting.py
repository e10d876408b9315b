"""How often a waiting customer's real wait lies in the interval that they were told.

Plays help desks: customers come at random and are answered in their order by agents who have
several conversations at once. Conversations last as real ones do: most are short, some very
long. Customers are told the interval when they come and again while they wait; what they then
waited is compared. The interval is to hold four times in five.

    .venv/bin/python -m benchmarks.waiting
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from helpdesk.waiting.estimate import Interval, Recent, Room, Waiting, intervals

RECENT = 60


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A help desk; times in seconds."""

    name: str
    agents: int
    capacity: int
    # arrivals as a share of what the agents can do
    load: float
    # of a conversation: half are shorter; `spread` is the logarithm's standard deviation
    median: float = 360.0
    spread: float = 0.8
    # how long an agent with room takes to begin, on average
    delay: float = 20.0
    # how many times longer conversations are at the end than at the start
    drift: float = 1.0


SCENARIOS = (
    Scenario(name="one agent", agents=1, capacity=2, load=0.9),
    Scenario(name="small team", agents=3, capacity=3, load=0.95),
    Scenario(name="small team, too few", agents=3, capacity=3, load=1.1),
    Scenario(name="large team", agents=12, capacity=4, load=1.0),
    Scenario(name="heavy tail", agents=3, capacity=3, load=0.95, spread=1.4),
    Scenario(name="twice as long by evening", agents=4, capacity=3, load=0.75, drift=2.0),
    Scenario(name="agents slow to begin", agents=3, capacity=3, load=0.6, delay=180.0),
)


@dataclass(frozen=True, kw_only=True)
class Served:
    """One customer: when they came, when a slot was free, when they began and ended in it."""

    came: float
    free: float
    began: float
    ended: float
    slot: int


def play(scenario: Scenario, customers: int, seed: int) -> list[Served]:
    """So many customers in the order in which they came."""
    chance = random.Random(seed)
    slots = scenario.agents * scenario.capacity
    mean = scenario.median * math.exp(scenario.spread**2 / 2) + scenario.delay
    pause = mean / (slots * scenario.load)
    free_at = [0.0] * slots
    served = []
    now = 0.0
    for number in range(customers):
        now += chance.expovariate(1 / pause)
        slot = min(range(slots), key=free_at.__getitem__)
        free = max(now, free_at[slot])
        began = free + chance.expovariate(1 / scenario.delay)
        longer = scenario.drift ** (number / customers)
        lasted = chance.lognormvariate(math.log(scenario.median), scenario.spread) * longer
        free_at[slot] = began + lasted
        served.append(Served(came=now, free=free, began=began, ended=free_at[slot], slot=slot))
    return served


def told(scenario: Scenario, served: list[Served], at: float, seed: int) -> dict[int, Interval]:
    """The interval of each customer waiting at this moment, by their number."""
    known = [(number, one) for number, one in enumerate(served) if one.came <= at]
    waiting = [(number, one) for number, one in known if one.began > at]
    ended = sorted((one for _, one in known if one.ended <= at), key=lambda one: one.ended)
    begun = [one for _, one in known if one.began <= at][-RECENT:]
    recent = Recent(
        durations=[one.ended - one.began for one in ended[-RECENT:]],
        delays=[one.began - one.free for one in begun],
    )
    found = intervals(
        [Waiting(department=None, language="cs", waited=at - one.came) for _, one in waiting],
        list(_rooms(scenario, [one for _, one in known], at)),
        recent,
        seed=seed,
    )
    pairs = zip(waiting, found, strict=True)
    return {number: interval for (number, _), interval in pairs if interval is not None}


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How often the interval held, how often as shown in whole minutes, and how wide it was."""

    told: int
    held: float
    held_as_shown: float
    longer: float
    median_width_minutes: float


def coverage(
    scenario: Scenario, *, customers: int = 1500, looks: int = 400, seed: int = 1
) -> Coverage:
    """What became of the intervals told at so many moments spread over the play."""
    served = play(scenario, customers, seed)
    chance = random.Random(seed + 1)
    begin, end = served[customers // 10].came, served[-customers // 20].came
    held = shown = longer = asked = 0
    widths = []
    for look in range(looks):
        at = chance.uniform(begin, end)
        for number, interval in _sample(told(scenario, served, at, look), chance):
            wait = served[number].began - at
            asked += 1
            held += interval.lowest <= wait <= interval.highest
            first, last = interval.minutes
            shown += first * 60 <= wait <= last * 60
            longer += wait > interval.highest
            widths.append((interval.highest - interval.lowest) / 60)
    widths.sort()
    return Coverage(
        told=asked,
        held=held / max(asked, 1),
        held_as_shown=shown / max(asked, 1),
        longer=longer / max(asked, 1),
        median_width_minutes=widths[len(widths) // 2] if widths else 0.0,
    )


def _rooms(scenario: Scenario, known: list[Served], at: float) -> Iterator[Room]:
    for agent in range(scenario.agents):
        own = range(agent * scenario.capacity, (agent + 1) * scenario.capacity)
        seen = [one for one in known if one.slot in own and one.began <= at]
        current = [one for one in seen if one.ended > at]
        moments = [moment for one in seen for moment in (one.began, one.ended) if moment <= at]
        yield Room(
            ages=tuple(at - one.began for one in current),
            free=scenario.capacity - len(current),
            idle_for=at - max(moments, default=0.0),
        )


def _sample(found: dict[int, Interval], chance: random.Random) -> list[tuple[int, Interval]]:
    """One of those waiting, so that long queues do not count for more."""
    return [chance.choice(list(found.items()))] if found else []


def main() -> None:
    """Print what each scenario came to."""
    print(f"{'help desk':28}{'told':>6}{'held':>8}{'shown':>8}{'longer':>8}{'width':>10}")
    for scenario in SCENARIOS:
        result = coverage(scenario)
        print(
            f"{scenario.name:28}{result.told:6}{result.held:8.2f}"
            f"{result.held_as_shown:8.2f}{result.longer:8.2f}"
            f"{result.median_width_minutes:7.1f} min"
        )


if __name__ == "__main__":
    main()
