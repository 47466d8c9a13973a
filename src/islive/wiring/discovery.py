"""From what a person writes to the service under investigation: in which cluster is it?"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from islive.model.doors import Aws, AwsRefused, Question, Refused, Reply
from islive.model.errors import EvidenceMissing, UserError
from islive.model.evidence import DENIED
from islive.model.settings import Settings
from islive.model.target import Target
from islive.wiring.words import Named

# What is asked before any fact is: part of the policy as well.
DISCOVERY = (
    "ecs:DescribeServices",
    "ecs:DescribeTasks",
    "ecs:ListClusters",
    "ecs:ListServices",
    "sts:GetCallerIdentity",
)
# The largest page of ListServices; left to itself it sends ten (API reference).
PAGE = 100
NO_CLUSTER, UNRECORDED = "ClusterNotFoundException", "NotRecorded"
ASSUME = "sts:AssumeRole"
RIGHT_PLACE = "is it the right --region and --profile?"


class NothingThere(UserError):
    """The account and region, or the cluster, has nothing to look at."""


class UnknownService(UserError):
    """No cluster that was looked in has a service of this name."""


def find_target(aws: Aws, named: Named, cluster: str | None, settings: Settings) -> Target:
    """The service that is meant. Raises UserError if there is none, or more than one."""
    _refuse_other_account(aws, named)
    if named.cluster and cluster and named.cluster != cluster:
        raise UserError(f"{named.service or named.task} is in cluster {named.cluster}, and --cluster says {cluster}")
    cluster = named.cluster or cluster
    service = named.service or _service_of_task(aws, named)
    return _in_one_of(aws, service, (cluster,) if cluster else clusters(aws, settings))


def find_targets(aws: Aws, cluster: str | None, settings: Settings) -> tuple[Target, ...]:
    """Every service of a cluster, or of all clusters. Raises UserError where there is nothing to look at."""
    where = (cluster,) if cluster else clusters(aws, settings)
    answers = _listed(aws, where)
    for cluster_asked, answer in answers.items():
        if isinstance(answer, AwsRefused) and (shut := _unentered(aws, answer)):
            raise shut
        if code := _closed(answer, "serviceArns"):
            raise _unlisted(aws, cluster_asked, code)
    found = {one: _names(answer) for one, answer in answers.items()}
    if not any(found.values()):
        raise NothingThere(f"nothing runs in {_spoken(where)} of {_place(aws)}: there is no service", RIGHT_PLACE)
    return tuple(_target(aws, cluster, name) for cluster, names in found.items() for name in names)


def clusters(aws: Aws, settings: Settings) -> tuple[str, ...]:
    """The clusters that the settings name, else all of the account and region. Raises UserError."""
    if settings.clusters:
        return settings.clusters
    try:
        found = sorted(_last_part(arn) for arn in aws.call("ecs:ListClusters")["clusterArns"])
    except Refused as refused:
        kind = UserError if refused.code == UNRECORDED else EvidenceMissing
        raise _unentered(aws, refused) or kind(
            f"the clusters of {_place(aws)} could not be listed ({refused.code})",
            _way_out(refused.code, "ecs:ListClusters", "name one with --cluster"),
        ) from refused
    if not found:
        raise NothingThere(f"nothing found in {_place(aws)}: it has no ECS cluster", RIGHT_PLACE)
    return tuple(found)


def _in_one_of(aws: Aws, service: str, where: Sequence[str]) -> Target:
    answers = aws.calls([_question(cluster, service) for cluster in where])
    having = [cluster for cluster, answer in zip(where, answers, strict=True) if _has(answer, service)]
    if len(having) > 1:
        raise UserError(f"{_spoken(having)} each have a service {service}", "say which one is meant with --cluster")
    if having:
        return _target(aws, having[0], service)
    for answer in answers:
        if isinstance(answer, AwsRefused) and (shut := _unentered(aws, answer)):
            raise shut
    closed = {one: code for one, answer in zip(where, answers, strict=True) if (code := _closed(answer))}
    if len(where) == 1 and closed and closed[where[0]] != NO_CLUSTER:
        # That nothing could be read there is for the report to say.
        return _target(aws, where[0], service)
    raise _not_found(aws, service, where, closed)


def was_seen(aws: Aws, target: Target) -> bool:
    """Whether ECS described the service; where its only cluster could not be read, `find_target` takes its word."""
    (answer,) = aws.calls([_question(target.cluster, target.service)])
    return _has(answer, target.service)


def _question(cluster: str, service: str) -> Question:
    # Word for word what the fact Service asks: the recorder answers it without asking AWS again.
    return Question("ecs:DescribeServices", {"cluster": cluster, "services": [service], "include": ["TAGS"]})


def _has(answer: Reply | AwsRefused, service: str) -> bool:
    known = () if isinstance(answer, AwsRefused) else answer.get("services", ())
    return any(one.get("serviceName") == service and one.get("status") != "INACTIVE" for one in known)


def _closed(answer: Reply | AwsRefused, member: str = "services") -> str | None:
    """The code with which a cluster could not be looked into, None where it could."""
    if isinstance(answer, AwsRefused):
        return answer.code
    return None if member in answer else "Empty"


def _unentered(aws: Aws, refused: Refused) -> UserError | None:
    """That the account's role could not be taken, if that is what was refused."""
    if refused.operation != ASSUME:
        return None
    says = f"the role of account {aws.scope.account} could not be assumed ({refused.code}): {refused.message}"
    return EvidenceMissing(says, f"allow {ASSUME} on it, and let its trust policy name who asks")


def _unlisted(aws: Aws, cluster: str, code: str) -> UserError:
    if code == NO_CLUSTER:
        return _no_cluster(aws, cluster)
    hint = _way_out(code, "ecs:ListServices", "name a service")
    # To ask a bundle for what was never looked at is wrong use.
    kind = UserError if code == UNRECORDED else EvidenceMissing
    return kind(f"the services of cluster {cluster} could not be listed ({code})", hint)


def _way_out(code: str, permission: str, otherwise: str) -> str:
    if code == UNRECORDED:
        return "the bundle is about one service: leave its name out, or record the whole account"
    return f"grant {permission}, or {otherwise}" if code in DENIED else f"try again, or {otherwise}"


def _not_found(aws: Aws, service: str, where: Sequence[str], closed: Mapping[str, str]) -> UserError:
    gone = [cluster for cluster, code in closed.items() if code == NO_CLUSTER]
    if gone:
        return _no_cluster(aws, gone[0])
    looked = [cluster for cluster in where if cluster not in closed]
    says = f"there is no service {service} in {_spoken(looked)} of {_place(aws)}"
    if closed:
        says += f"; {_spoken(list(closed))} could not be looked into ({', '.join(sorted(set(closed.values())))})"
    names = {name for answer in _listed(aws, looked).values() for name in _names(answer)}
    kind = EvidenceMissing if set(closed.values()) - {UNRECORDED} else UnknownService
    return kind(says, _nearest(service, sorted(names)))


def _no_cluster(aws: Aws, cluster: str) -> UserError:
    try:
        known = clusters(aws, Settings())
    except UserError as nothing:
        return nothing
    near = get_close_matches(cluster, known, n=3, cutoff=0.4) or known[:3]
    return NothingThere(f"there is no cluster {cluster} in {_place(aws)}", f"nearest: {', '.join(near)}; {RIGHT_PLACE}")


def _nearest(service: str, names: Sequence[str]) -> str:
    near = get_close_matches(service, names, n=3, cutoff=0.4) or names[:5]
    return f"nearest: {', '.join(near)}; otherwise, {RIGHT_PLACE}" if near else RIGHT_PLACE


def _listed(aws: Aws, where: Sequence[str]) -> Mapping[str, Reply | AwsRefused]:
    answers = aws.calls([Question("ecs:ListServices", {"cluster": cluster, "maxResults": PAGE}) for cluster in where])
    return dict(zip(where, answers, strict=True))


def _names(answer: Reply | AwsRefused) -> tuple[str, ...]:
    arns = () if isinstance(answer, AwsRefused) else answer.get("serviceArns", ())
    return tuple(sorted(_last_part(arn) for arn in arns))


def _service_of_task(aws: Aws, named: Named) -> str:
    tasks = [named.task or ""]
    try:
        found = aws.call("ecs:DescribeTasks", cluster=named.cluster, tasks=tasks)["tasks"]
    except Refused as refused:
        says = f"the task {named.task} could not be read: {refused.code}"
        raise _unentered(aws, refused) or EvidenceMissing(says, RIGHT_PLACE) from refused
    if not found:
        raise UnknownService(f"there is no task {named.task} any more: ECS forgets tasks an hour after they stop")
    kind, _, service = str(found[0].get("group", "")).partition(":")
    if kind != "service":
        raise UserError(f"the task {named.task} belongs to no service: somebody started it by itself")
    return service


def _refuse_other_account(aws: Aws, named: Named) -> None:
    if named.account and named.account != aws.scope.account:
        raise UserError(
            f"that is in account {named.account}, and these credentials belong to {aws.scope.account}",
            "choose the other account with --profile",
        )


def _target(aws: Aws, cluster: str, service: str) -> Target:
    return Target(aws.scope.account, aws.scope.region, _last_part(cluster), service)


def _last_part(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]


def _place(aws: Aws) -> str:
    return f"account {aws.scope.account}, region {aws.scope.region}"


def _spoken(where: Sequence[str]) -> str:
    if len(where) == 1:
        return f"cluster {where[0]}"
    return f"clusters {', '.join(where)}" if where else "any cluster"
