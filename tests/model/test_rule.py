"""The function is the declaration: of a rule, and of a collector."""

from collections.abc import Iterator
from dataclasses import dataclass

from islive.model.citation import Citation
from islive.model.collector import collects
from islive.model.doors import Aws
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.rule import AFTER, BEFORE, needed_facts, rule
from islive.model.stage import Stage


@dataclass(frozen=True)
class Engine:
    """A fact."""


@dataclass(frozen=True)
class Fuel:
    """Another fact."""

    engine: Engine


@rule(stage=Stage.TASKS, when=BEFORE, severity=Severity.LOW, root=False, explains=("car-stopped",))
def tank_empty(engine: Engine, fuel: Fuel | Gap, air: "Gap | Engine") -> Iterator[Sighting]:
    """The tank is empty.

    ## What it means
    There is nothing in it.
    """
    yield Sighting("tank", f"{engine} {fuel} {air}", (Citation("gauge", "level", "0"),))


@rule(stage=Stage.IMAGE)
def plain() -> Iterator[Sighting]:
    """Sees nothing."""
    yield from ()


def test_needs_are_the_parameters() -> None:
    """By name and type, and which of them it can do without, however that is written."""
    needs, optional = needed_facts(tank_empty.see)
    assert needs == {"engine": Engine, "fuel": Fuel, "air": Engine}
    assert optional == {"fuel", "air"}
    assert (tank_empty.needs, tank_empty.optional) == (needs, optional)


def test_a_rule_is_named_and_explained_by_its_function() -> None:
    """Its id is the name, its title the first line of the docstring, its manual all of it."""
    assert (tank_empty.id, tank_empty.title) == ("tank-empty", "The tank is empty.")
    assert tank_empty.manual.splitlines()[2] == "## What it means"
    assert (tank_empty.stage, tank_empty.when, tank_empty.severity) == (Stage.TASKS, BEFORE, Severity.LOW)
    assert (tank_empty.root, tank_empty.explains) == (False, ("car-stopped",))


def test_what_a_rule_does_not_say_is_the_usual() -> None:
    """It runs after the fact, hurts, and is a root cause that explains nothing else."""
    assert (plain.when, plain.severity, plain.root, plain.explains) == (AFTER, Severity.HIGH, True, ())
    assert (plain.needs, plain.optional) == ({}, frozenset())


def test_the_function_of_a_rule_still_sees() -> None:
    """Declaring changes nothing about it."""
    (seen,) = tank_empty.see(Engine(), Fuel(Engine()), Gap("Engine", "x", "Cut"))
    assert seen.subject == "tank"
    assert list(plain.see()) == []


def test_a_collector_is_declared_by_its_return_type() -> None:
    """What it returns is the fact, what it takes are doors and facts, what it asks is said in front."""

    @collects("car:Look", "car:Listen")
    def look(aws: Aws, engine: Engine | Gap) -> Fuel:
        assert isinstance(engine, Engine)
        assert aws
        return Fuel(engine)

    assert (look.fact, look.operations) == (Fuel, ("car:Look", "car:Listen"))
    assert (look.needs, look.optional) == ({"aws": Aws, "engine": Engine}, {"engine"})
    assert look.collect("a door", Engine()) == Fuel(Engine())
