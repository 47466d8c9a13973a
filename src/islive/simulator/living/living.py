"""A world that lives: its clock, what may be done to it, and how it looks at each moment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from islive.simulator import document as documents
from islive.simulator.kept import Kept
from islive.simulator.living import placing, show, truth
from islive.simulator.living.adopt import adopt, clusters
from islive.simulator.living.agenda import Agenda
from islive.simulator.living.attention import look, still, still_of
from islive.simulator.living.pace import Pace
from islive.simulator.living.scheduler import reconcile
from islive.simulator.living.state import Engine, Service
from islive.simulator.living.watching import watch
from islive.simulator.moments import at_seconds, seconds
from islive.simulator.names import Json
from islive.simulator.references import fill_digests
from islive.simulator.world import World, at_moment


class Living:
    """Time passes only when somebody says so. Looking changes nothing, however often."""

    def __init__(self, document: Json, name: str = "living", seed: str = "", pace: Pace | None = None) -> None:
        self.name = name
        self._first = document
        self._seed = seed
        self._pace = pace or Pace()
        self._looked: tuple[tuple[float, int, int], World] | None = None
        # What was made of services and tasks, for as long as all that they refer to stays the same.
        self._base: World | None = None
        self._kept = Kept()
        self.engine = self._begin()

    @classmethod
    def load(cls, name: str | Path, seed: str = "", pace: Pace | None = None) -> "Living":
        """The world of a scenario's name or of a YAML file's path, brought to life."""
        path = documents.find(name)
        document = documents.merge({}, documents.read(path))
        documents.check(document, path.name)
        return cls(document, path.stem, seed, pace)

    def _begin(self) -> Engine:
        base = still_of(self._first)
        document = _own(self._first, base)
        engine = Engine(document, Agenda(seconds(document["now"])), self._pace, self._seed, reconcile, still=base)
        adopt(engine)
        return engine

    @property
    def now(self) -> datetime:
        """The virtual moment."""
        return at_seconds(self.engine.now)

    @property
    def world(self) -> World:
        """The world at this moment."""
        moment = (self.engine.now, self.engine.agenda.done, self.engine.version)
        if self._looked is None or self._looked[0] != moment:
            base = still(self.engine)
            if self._base is not base:
                self._base, self._kept = base, Kept()
            shown = at_moment(base, show.document(self.engine), self._kept)
            self._looked = (moment, replace(shown, name=self.name, living=self))
        return self._looked[1]

    def advance(self, duration: float) -> None:
        """Let so many seconds pass."""
        self.engine.agenda.run_until(self.engine.now + max(0.0, duration))

    def until(self, reached: Callable[[Engine], bool], limit: float = 86400.0) -> bool:
        """Let time pass until that holds, at most so many seconds; whether it came to hold."""
        agenda, end = self.engine.agenda, self.engine.now + limit
        while not reached(self.engine):
            if agenda.next_at is None or agenda.next_at > end:
                agenda.run_until(end)
                return False
            agenda.step()
        return True

    def change(self, patch: Json, cause: str | None = None) -> None:
        """Change the world (an RFC 7386 merge patch): so faults are done and mended. Raises WorldError."""
        engine = self.engine
        changed = documents.merge(engine.document, patch)
        # What cannot be used is refused before anything has changed.
        engine.still = still_of(changed)
        engine.document = _own(changed, engine.still)
        if cause:
            truth.injected(engine, cause)
        self._look_anew()

    def check(self, patch: Json) -> None:
        """Refuse a patch that the published schema does not allow. Raises WorldError."""
        documents.check(documents.merge(self._first, patch), "patch")

    def _look_anew(self) -> None:
        """The document is another one: what depends on it is looked at anew."""
        engine = self.engine
        engine.version += 1
        parts = dict(clusters(engine.document))
        for service in engine.services.values():
            service.document = parts[service.cluster]["services"][service.name]
        placing.lose_instances(engine)
        for service in engine.services.values():
            for task in service.tasks.values():
                if task.is_running:
                    watch(engine, service, task)
            look(engine, service)

    def reset(self) -> None:
        """Back to the beginning."""
        self.engine = self._begin()
        self._looked = None

    def truth(self) -> Json:
        """What no API tells: what was done to the world, why tasks failed, and which version truly serves."""
        return truth.told(self.engine)

    def service(self, name: str, cluster: str | None = None) -> Service:
        """A living service by its name."""
        found = (it for it in self.engine.services.values() if it.name == name and cluster in (None, it.cluster))
        return next(found)


def _own(document: Json, base: World) -> Json:
    """The document with clusters of its own, in which the digests are filled in.

    A write puts another value among a service's settings, and changes none: so those alone are copied.
    """
    settings = {name: {"services": {it: {} for it in part.get("services", {})}} for name, part in clusters(document)}
    own: Json = documents.merge(document, {"aws": {"ecs": {"clusters": settings}}})
    ecs: Json = own["aws"]["ecs"]
    ecs["clusters"] = fill_digests(ecs["clusters"], base.ecr.digest_of, "aws.ecs.clusters")
    return own
