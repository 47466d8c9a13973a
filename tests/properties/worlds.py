"""The questions that the properties are tried on, and what the worlds answer to them, recorded once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from islive.engine.investigate import investigate
from islive.model.doors import Doors
from islive.model.question import Options
from islive.model.report import Report
from islive.model.target import Requested, Target
from islive.transcript.transcript import Answer, Asked
from islive.wiring.discovery import find_target
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.opening import open_look
from islive.wiring.place import Place
from islive.wiring.words import read_words

OPTIONS = Options(inspect_secrets=True, ahead=True)


@dataclass(frozen=True, slots=True)
class Inquest:
    """One question about one world."""

    scenario: str
    service: str
    version: str | None
    # So many answers of each way, and with more than one what tasks wrote at their start.
    answers: int = 1

    def __str__(self) -> str:
        return f"{Path(self.scenario).stem}-{self.service}-{self.version or 'declared'}"

    @property
    def options(self) -> Options:
        """What may be asked, and how often."""
        return replace(OPTIONS, answers=self.answers, beacon=self.answers > 1)


SERVING = Path(__file__).parents[1] / "serving" / "worlds"
MEASURED = ("one-target-old", "cached-by-cdn", "route-to-old-group", "forged", "another-service", "one-fails")

INQUESTS = (
    Inquest("ava-olo", "agricultural-core", "v3.3.2"),
    Inquest("ava-olo", "agricultural-core", None),
    Inquest("ava-olo", "monitoring-dashboards", None),
    Inquest("ava-olo-built", "agricultural-core", "v3.3.2"),
    Inquest("ava-olo-stopped", "agricultural-core", "v3.3.2"),
    Inquest("ava-olo-mended", "agricultural-core", "v3.3.2"),
    Inquest("ava-olo-live", "agricultural-core", "v3.3.2"),
    Inquest("healthy", "web", "v1.4.2"),
    Inquest("healthy", "web", None),
    Inquest("healthy-worker", "mailer", None),
    Inquest("stale-code", "web", "v1.4.2"),
    Inquest("stale-bytecode", "web", "v1.4.2"),
    Inquest("rolled-back", "web", "v1.4.2"),
    Inquest("in-progress", "web", "v1.4.2"),
    Inquest("mixed", "web", "v1.4.2"),
    Inquest("scaled-to-zero", "web", "v1.4.2"),
    Inquest("superseded", "web", "v1.4.2"),
    Inquest("unsupported-lattice", "web", "v1.4.2"),
    Inquest("rolling", "web", "v1.4.2"),
    Inquest("role-gone-midway", "web", "v1.4.2"),
    Inquest("scale-in", "web", "v1.4.2"),
    Inquest("bake-time", "web", "v1.4.2"),
    Inquest("codedeploy-live", "web", "v1.4.2"),
    Inquest("codedeploy-shifting", "web", "v1.4.2"),
    Inquest("codedeploy-failing", "web", "v1.4.2"),
    Inquest("ec2-bridge", "web", "v1.4.2"),
    Inquest("network-balancer", "web", "v1.4.2"),
    Inquest("wrong-health-path", "web", "v1.4.2"),
    Inquest("health-path-redirects", "web", "v1.4.2"),
    Inquest("host-refused", "web", "v1.4.2"),
    Inquest("wrong-port", "web", "v1.4.2"),
    Inquest("nothing-listens", "web", "v1.4.2"),
    Inquest("grace-too-short", "web", "v1.4.2"),
    Inquest("never-moves", "web", "v1.4.2"),
    Inquest("alarm-firing", "web", "v1.4.2"),
    Inquest("hook-failed", "web", "v1.4.2"),
    Inquest("listener-rules-unfit", "web", "v1.4.2"),
    Inquest("stalled", "web", "v1.4.2"),
    Inquest("scaled-in", "web", "v1.4.2"),
    Inquest("task-protected", "web", "v1.4.2"),
    Inquest("orphan-target", "web", "v1.4.2"),
    Inquest("weight-zero", "web", "v1.4.2"),
    Inquest("paused", "web", "v1.4.2"),
    Inquest("alarm-asleep", "web", "v1.4.2"),
    Inquest("zone-not-enabled", "web", "v1.4.2"),
    Inquest("name-elsewhere", "web", "v1.4.2"),
    Inquest("name-unreachable", "web", "v1.4.2"),
    Inquest("canary-for-good", "web", "v1.4.2"),
    Inquest("linear-shifting", "web", "v1.4.2"),
    Inquest("external-live", "web", "v1.4.2"),
    Inquest("external-shifting", "web", "v1.4.2"),
    Inquest("cloud-map", "mailer", "v2.0.0"),
    Inquest("registry-empty", "mailer", "v2.0.0"),
    Inquest("route-shadowed", "web", "v1.4.2"),
    Inquest("cached-answer", "web", "v1.4.2"),
    Inquest("out-of-memory", "web", "v1.4.2"),
    Inquest("import-error", "web", "v1.4.2"),
    Inquest("health-check-tool-missing", "web", "v1.4.2"),
    Inquest("log-group-missing", "web", "v1.4.2"),
    Inquest("secret-scheduled-for-deletion", "web", "v1.4.2"),
    Inquest("parameter-missing", "web", "v1.4.2"),
    Inquest("kms-key-disabled", "web", "v1.4.2"),
    Inquest("role-not-assumable", "web", "v1.4.2"),
    Inquest("secret-changed", "web", "v1.4.2"),
    Inquest("image-gone", "web", "v1.4.2"),
    Inquest("crash-looping", "mailer", "v2.0.0"),
    Inquest("feature-failing", "web", "v1.4.2"),
    Inquest("docker-hub-unreachable", "web", "v1.4.2"),
    Inquest("endpoint-closed", "web", "v1.4.2"),
    Inquest("endpoint-missing", "web", "v1.4.2"),
    Inquest("fargate-quota", "web", "v1.4.2"),
    Inquest("load-balancer-shut-out", "web", "v1.4.2"),
    Inquest("nat-deleted", "web", "v1.4.2"),
    Inquest("no-instance-fits", "web", "v1.4.2"),
    Inquest("no-nat", "web", "v1.4.2"),
    Inquest("no-public-address", "web", "v1.4.2"),
    Inquest("subnet-full", "web", "v1.4.2"),
    Inquest("wrong-architecture", "web", "v1.4.2"),
    Inquest("pull-denied", "web", "v1.4.2"),
    Inquest("rate-limited", "web", "v1.4.2"),
    Inquest("expired-by-lifecycle", "web", "v1.4.2"),
    Inquest("build-source-refused", "web", "v1.4.2"),
    Inquest("build-of-another-commit", "web", "v1.4.2"),
    Inquest("pipeline-failed", "web", "v1.4.2"),
    Inquest("gitlab-cancelled", "web", "v1.4.2"),
    Inquest("ci-running", "web", "v1.4.2"),
    Inquest("pushed-under-another-tag", "web", "v1.4.2"),
    Inquest("same-image-again", "web", "v1.4.2"),
    Inquest("tag-moved", "web", "v1.4.2"),
    Inquest("variable-lost", "web", "v1.4.2"),
    Inquest("two-load-balancers", "web", "v1.4.2"),
    *(Inquest(str(SERVING / f"{name}.yaml"), "web", "v1.4.2", answers=4) for name in MEASURED),
    *(Inquest(str(SERVING / f"{name}.yaml"), "mailer", "v2.0.0", answers=2) for name in ("beacon", "beacon-old")),
)


@dataclass(frozen=True)
class Known:
    """A world that was looked at; the look stays open for questions that come up only when an answer changes."""

    look: Look
    target: Target
    report: Report
    answers: Mapping[Asked, Answer]


@cache
def known(inquest: Inquest) -> Known:
    """The world of that question, looked at once in each test process."""
    inquiry = Inquiry(service=inquest.service, version=inquest.version, options=inquest.options)
    look, _ = open_look(Place(scenario=inquest.scenario), inquiry)
    target = find_target(look.aws, read_words(inquest.service), None, look.settings)
    report = ask(inquest, target, look, look.doors)
    return Known(look, target, report, dict(look.transcript.rows()))


def ask(inquest: Inquest, target: Target, look: Look, doors: Doors) -> Report:
    """The report through these doors; a crash inside islive is a crash of the test."""
    requested = Requested(inquest.version)
    return investigate(target, requested, doors, inquest.options, look.settings, look.now, raising=True)
