"""How far a deployment has come that moves traffic: its steps, its hooks, and the weights that it has asked for."""

from dataclasses import dataclass, field

RECONCILE, PRE_SCALE_UP, SCALE_UP, POST_SCALE_UP = "RECONCILE_SERVICE", "PRE_SCALE_UP", "SCALE_UP", "POST_SCALE_UP"
TEST, POST_TEST = "TEST_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT"
PRE_PRODUCTION = "PRE_PRODUCTION_TRAFFIC_SHIFT"
PRODUCTION, POST_PRODUCTION = "PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT"
BAKE_TIME, CLEAN_UP = "BAKE_TIME", "CLEAN_UP"
ALL = 100.0


@dataclass(frozen=True)
class Step:
    """One stage, at its beginning with another percentage of requests for the new revision, lasting at least so long.

    Percentages of users' requests in `production`, of test requests in `test`; None leaves them as they are.
    """

    stage: str
    production: float | None = None
    test: float | None = None
    seconds: float = 0.0


@dataclass
class Hook:
    """A lifecycle hook that was called; `status` is API shape DeploymentLifecycleHookStatus."""

    id: str
    stage: str
    kind: str
    target: str | None = None
    role: str | None = None
    status: str = "IN_PROGRESS"
    expires: float | None = None
    action: str | None = None


@dataclass
class Shift:
    """The steps of one service deployment; `at` is the one it is in, -1 before the first.

    `target` is the deployment that requests are moved to, `source` the one they are moved from: ids of deployments.
    """

    target: str
    source: str | None
    steps: list[Step]
    at: int = -1
    since: float = 0.0
    # What was asked for last, in percent of the requests, for the target.
    production: float = 0.0
    test: float = 0.0
    # Whether it takes everything back.
    returning: bool = False
    # The hooks of the step that it is in; those of earlier ones are past.
    hooks: list[Hook] = field(default_factory=list[Hook])

    @property
    def step(self) -> Step | None:
        """The step that it is in."""
        return self.steps[self.at] if 0 <= self.at < len(self.steps) else None

    @property
    def stage(self) -> str | None:
        """The stage that it is in, as hooks name it."""
        return self.step.stage if self.step else None

    @property
    def shown(self) -> str | None:
        """The stage as the API shows it, whose enumeration lacks what comes right before the shift of production."""
        return PRODUCTION if self.stage == PRE_PRODUCTION else self.stage

    @property
    def following(self) -> Step | None:
        """The next step."""
        return self.steps[self.at + 1] if self.at + 1 < len(self.steps) else None

    def has_reached(self, stage: str) -> bool:
        """Whether that stage has begun."""
        return any(step.stage == stage for step in self.steps[: self.at + 1])
