"""What can be wrong with an API itself, switched on for some of its actions: refusals, limits, slow and cut answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module

from botocore import xform_name

from islive.simulator import models
from islive.simulator.living.pace import chance
from islive.simulator.meter import Meter, limit_of, throttled
from islive.simulator.models import EC2_SERVICES, IAM_PREFIXES, QUERY_SERVICES, SERVICES
from islive.simulator.names import Json, present
from islive.simulator.refusal import Refusal
from islive.simulator.wildcards import like
from islive.simulator.world import World

# Errors of status 500 in the services' API references; without one of its own it is the common one:
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html
_INTERNAL = {
    "ecs": "ServerException",
    "ecr": "ServerException",
    "iam": "ServiceFailure",
    "kms": "KMSInternalException",
    "secretsmanager": "InternalServiceError",
    "ssm": "InternalServerError",
    "cloudwatch": "InternalServiceError",
    "application-autoscaling": "InternalServiceException",
    "service-quotas": "ServiceException",
    "ec2": "InternalError",
}
_MEMBERS = {"is", "on", "seconds", "next", "share"}
# Longer than any client waits for an answer.
_SLOWEST = 600.0
_SECONDS = f"seconds is a number above 0, up to {_SLOWEST:.0f}."
KINDS = ("denied", "failing", "throttled", "limited", "slow", "cut")


@dataclass
class Trouble:
    """One trouble: `kind` is one of KINDS, `on` are patterns of `service:Operation`, `seconds` how slow it is.

    It meets every request, or only the next `left` ones, or a `share` of them between 0 and 1.
    """

    kind: str
    on: tuple[str, ...] = ("*",)
    seconds: float = 0.0
    left: int | None = None
    share: float | None = None
    came: int = 0
    met: int = 0

    def concerns(self, action: str) -> bool:
        """Whether such a request can meet it."""
        return any(like(pattern, action) for pattern in self.on)

    def meets(self, seed: str) -> bool:
        """Whether this request meets it; the same requests meet the same troubles."""
        self.came += 1
        drawn = self.share is None or chance(f"{seed} {self.kind} {self.on} {self.came}") < self.share
        if not drawn or self.left == 0:
            return False
        self.left = None if self.left is None else self.left - 1
        self.met += 1
        return True

    def told(self) -> Json:
        """As a control shows it."""
        shown = {"is": self.kind, "on": list(self.on), "seconds": self.seconds or None}
        return present(shown | {"next": self.left, "share": self.share, "met": self.met})


@dataclass
class Troubles:
    """Those that are switched on, in the order in which they were; `clock` fills the token buckets, in seconds."""

    clock: Callable[[], float]
    on: list[Trouble] = field(default_factory=list[Trouble])
    meter: Meter | None = None

    def add(self, trouble: Trouble) -> None:
        """Switch it on."""
        self.on.append(trouble)
        if trouble.kind == "limited":
            self.meter = self.meter or Meter(self.clock)

    def clear(self) -> None:
        """All is well again."""
        self.on, self.meter = [], None


@dataclass
class Meeting:
    """One request on its way to a world: what it is refused for, how long its answer takes, whether it is cut."""

    troubles: Troubles
    world: World
    seed: str
    seconds: float = 0.0
    is_cut: bool = False

    def take(self, service: str, operation: str) -> None:
        """Meet the troubles of that action. Raises Refusal."""
        if self.world.meter:
            self.world.meter.take(service, operation)
        action = f"{service}:{operation}"
        met = [it for it in self.troubles.on if it.concerns(action) and it.meets(self.seed)]
        self.seconds += sum(it.seconds for it in met)
        self.is_cut = any(it.kind == "cut" for it in met)
        for kind in dict.fromkeys(it.kind for it in met):
            self._refuse(kind, service, operation)

    def _refuse(self, kind: str, service: str, operation: str) -> None:
        match kind:
            case "denied":
                raise denied(self.world.caller, service, operation)
            case "failing":
                raise failing(service)
            case "throttled":
                raise throttled(service)
            case "limited" if self.troubles.meter:
                self.troubles.meter.take(service, operation)
            case _:
                return


def trouble_of(asked: Json) -> Trouble:
    """The trouble that a control asks for. ValueError says in a sentence what makes no sense."""
    kind, on, seconds = asked.get("is"), asked.get("on", "*"), asked.get("seconds")
    patterns = (on,) if isinstance(on, str) else tuple(on) if isinstance(on, list) else ()
    left, share = asked.get("next"), asked.get("share")
    answered = list(offered())
    for holds, says in (
        (asked.keys() <= _MEMBERS, f"A trouble has {', '.join(sorted(_MEMBERS))} and nothing else."),
        (kind in KINDS, f"is is one of {', '.join(KINDS)}, or over."),
        (patterns and all(isinstance(it, str) for it in patterns), "on is an action, or a list of them."),
        (share is None or left is None, "Say either next or share."),
        (left is None or (type(left) is int and left > 0), "next is a whole number of requests, from 1."),
        (share is None or (type(share) in (int, float) and 0 < share <= 1), "share is a number above 0, up to 1."),
        ((kind == "slow") == (seconds is not None), "seconds says how slow, of slow alone."),
        (seconds is None or (type(seconds) in (int, float) and 0 < seconds <= _SLOWEST), _SECONDS),
        (kind != "limited" or left is share is None, "AWS's limits hold for every request: without next and share."),
    ):
        if not holds:
            raise ValueError(says)
    for pattern in patterns:
        if not any(like(pattern, it) and (kind != "limited" or limit_of(*it.split(":"))) for it in answered):
            what = "has a published limit" if kind == "limited" else "is answered here"
            raise ValueError(f"No action like {pattern} {what}; such as ecs:DescribeServices, elbv2:*.")
    return Trouble(str(kind), patterns, float(seconds or 0), left, share)


def offered() -> Iterator[str]:
    """The actions that the simulator answers, as `service:Operation`."""
    for service in SERVICES.values():
        module = import_module(f"islive.simulator.services.{service.replace('-', '_')}")
        for operation in models.service_model(service).operation_names:
            if hasattr(module, xform_name(operation)):
                yield f"{service}:{operation}"


def denied(caller: str, service: str, operation: str) -> Refusal:
    """AWS's wording where no policy allows the caller to do it.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html; EC2 has a code and words of its
    own: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html.
    """
    action = f"{IAM_PREFIXES.get(service, service)}:{operation}"
    says = f"User: {caller} is not authorized to perform: {action}"
    if service in EC2_SERVICES:
        words = "because no identity-based policy allows"
        full = f"You are not authorized to perform this operation. {says} {words} the {action} action"
        return Refusal("UnauthorizedOperation", full, 403)
    says = f"{says} on resource: * because no identity-based policy allows the {action} action"
    return Refusal("AccessDenied", says, 403) if service in QUERY_SERVICES else Refusal("AccessDeniedException", says)


def failing(service: str) -> Refusal:
    """A failure of the service itself, as its API reference calls it."""
    code = _INTERNAL.get(service, "InternalFailure")
    return Refusal(code, "The request processing has failed because of an internal error.", 500)
