"""A survey: what the facts of many services will ask, asked for all of them at once.

ECS describes ten services, a hundred tasks, twenty service deployments or revisions in one answer, lists the tasks of a
whole cluster, and Elastic Load Balancing describes every target group (docs/decisions/0004). The answers are taken
apart into what each service's own questions would have been answered (wiring/surveyed.py); no fact knows of it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from islive.facts.reading import chunks
from islive.facts.service import collect as service_of
from islive.facts.stopped_tasks import none_was_replaced
from islive.facts.task import tasks_of
from islive.model.doors import Aws, AwsRefused, Question, Refused, Reply, Scope
from islive.model.target import Target
from islive.wiring.surveyed import MISSING, Entry, Survey, SurveyedAws, objects

# API references: DescribeServices, DescribeTasks, DescribeServiceDeployments, DescribeServiceRevisions,
# DescribeLoadBalancers (also what is asked of DescribeTargetGroups by ARN); the largest page of DescribeTargetGroups.
SERVICES, TASKS, RECORDS, BALANCERS, PAGE = 10, 100, 20, 20, 400


def survey(aws: Aws, targets: Sequence[Target], now: datetime) -> Survey:
    """Everything that can be asked about several at once, of services that run."""
    known = Survey()
    clusters = [(cluster, [one.service for one in some]) for cluster, some in groupby(targets, lambda one: one.cluster)]
    services = _learn(aws, known, [one for cluster, names in clusters for one in _services(cluster, names)])
    _tasks_of_clusters(aws, known, targets, "RUNNING")
    restless = {one.cluster for one in targets if not _is_settled(SurveyedAws(aws, known), known, one, now)}
    _tasks_of_clusters(aws, known, [one for one in targets if one.cluster in restless], "STOPPED")
    _learn(aws, known, [*_records(services), *_revisions(services)])
    groups = _learn(aws, known, _groups(services))
    _learn(aws, known, _balancers(groups, frozenset(_group_arns(services))))
    return known


def _tasks_of_clusters(aws: Aws, known: Survey, targets: Sequence[Target], status: str) -> None:
    """The tasks of whole clusters, by service; where one of them is not described, none of its cluster is known."""
    clusters = list(dict.fromkeys(one.cluster for one in targets))
    listings = aws.calls([_tasks(cluster, status) for cluster in clusters])
    arns = {cluster: _texts(answer, "taskArns") for cluster, answer in zip(clusters, listings, strict=True)}
    asked = [(cluster, some) for cluster in clusters for some in chunks(sorted(arns[cluster] or ()), TASKS)]
    questions = [Question("ecs:DescribeTasks", {"cluster": cluster, "tasks": list(some)}) for cluster, some in asked]
    answers = aws.calls(questions)
    for question, answer in zip(questions, answers, strict=True):
        known.learn(aws.scope, question, answer)
    for cluster in clusters:
        own = [answer for (of, _), answer in zip(asked, answers, strict=True) if of == cluster]
        tasks = [task for answer in own for task in objects(answer, "tasks")]
        gone = [one for answer in own for one in objects(answer, "failures") if one.get("reason") == MISSING]
        listed = arns[cluster]
        told = all(isinstance(task.get("group"), str) for task in tasks)
        if listed is not None and told and len(tasks) + len(gone) == len(listed):
            _know_tasks(aws, known, [one for one in targets if one.cluster == cluster], tasks, status)


def _know_tasks(aws: Aws, known: Survey, targets: Iterable[Target], tasks: Sequence[Entry], status: str) -> None:
    for target in targets:
        own = [task for task in tasks if task.get("group") == f"service:{target.service}"]
        question = _tasks(target.cluster, status, serviceName=target.service)
        # Between two answers a task may start: the list of a service that counts more is asked for by itself.
        if status != "RUNNING" or len(own) >= _counted(known, aws.scope, target):
            known.know(aws.scope, question, {"taskArns": sorted(str(task.get("taskArn")) for task in own)})


def _is_settled(aws: SurveyedAws, known: Survey, target: Target, now: datetime) -> bool:
    """Whether the running tasks themselves say that none was replaced: then nobody asks for the stopped ones."""
    listing = _tasks(target.cluster, "RUNNING", serviceName=target.service)
    listed = known.answer_to(aws.scope, listing.operation, listing.params)
    if listed is None or not is_steady(known, aws.scope, target):
        return False
    try:
        service = service_of.collect(aws, target)
        return none_was_replaced(service, tasks_of(aws, service, "RUNNING"), now)
    except Refused:
        return False


def _counted(known: Survey, scope: Scope, target: Target) -> int:
    count = _described(known, scope, target).get("runningCount")
    return count if isinstance(count, int) else 0


def _described(known: Survey, scope: Scope, target: Target) -> Entry:
    """The service itself; nothing where it is not known."""
    question = next(iter(_services(target.cluster, [target.service])))
    answer = known.answer_to(scope, question.operation, question.params)
    return next(iter(objects(answer, "services")), {}) if answer else {}


def _tasks(cluster: str, status: str, **service: str) -> Question:
    return Question("ecs:ListTasks", {"cluster": cluster, **service, "desiredStatus": status})


def _learn(aws: Aws, known: Survey, questions: Sequence[Question]) -> list[Reply | AwsRefused]:
    answers = list(aws.calls(questions)) if questions else []
    for question, answer in zip(questions, answers, strict=True):
        known.learn(aws.scope, question, answer)
    return answers


def _services(cluster: str, names: Sequence[str]) -> Iterable[Question]:
    for some in chunks(names, SERVICES):
        yield Question("ecs:DescribeServices", {"cluster": cluster, "services": list(some), "include": ["TAGS"]})


def _records(services: Sequence[Reply | AwsRefused]) -> Iterable[Question]:
    arns = [one.get("currentServiceDeployment") for answer in services for one in objects(answer, "services")]
    for some in chunks(_distinct(arns), RECORDS):
        yield Question("ecs:DescribeServiceDeployments", {"serviceDeploymentArns": list(some)})


def _revisions(services: Sequence[Reply | AwsRefused]) -> Iterable[Question]:
    described = [one for answer in services for one in objects(answer, "services")]
    arns = [one.get("arn") for service in described for one in _inside(service, "currentServiceRevisions")]
    for some in chunks(_distinct(arns), RECORDS):
        yield Question("ecs:DescribeServiceRevisions", {"serviceRevisionArns": list(some)})


def _groups(services: Sequence[Reply | AwsRefused]) -> list[Question]:
    """Some by their ARNs; more than one question can hold are found in the listing of all."""
    arns = _group_arns(services)
    params: dict[str, Any] = {"TargetGroupArns": arns} if len(arns) <= BALANCERS else {"PageSize": PAGE}
    return [Question("elbv2:DescribeTargetGroups", params)] if arns else []


def _group_arns(services: Sequence[Reply | AwsRefused]) -> list[str]:
    described = [one for answer in services for one in objects(answer, "services")]
    return _distinct(one.get("targetGroupArn") for service in described for one in _inside(service, "loadBalancers"))


def _balancers(groups: Sequence[Reply | AwsRefused], own: frozenset[str]) -> list[Question]:
    described = [one for answer in groups for one in objects(answer, "TargetGroups")]
    arns = [arn for one in described if one.get("TargetGroupArn") in own for arn in _balancers_of(one)]
    asked = chunks(_distinct(arns), BALANCERS)
    return [Question("elbv2:DescribeLoadBalancers", {"LoadBalancerArns": list(some)}) for some in asked]


def _balancers_of(group: Entry) -> list[str]:
    return _texts(Reply("", group), "LoadBalancerArns") or []


def _inside(entry: Entry, member: str) -> list[Entry]:
    return objects(Reply("", entry), member)


def _distinct(values: Iterable[object]) -> list[str]:
    return sorted({value for value in values if isinstance(value, str)})


def _texts(answer: Reply | AwsRefused, member: str) -> list[str] | None:
    """A list of texts; None where the answer is refused or has none."""
    values = None if isinstance(answer, AwsRefused) else answer.get(member)
    return _distinct(values) if isinstance(values, list) else None


def is_steady(known: Survey, scope: Scope, target: Target) -> bool:
    """Whether ECS says of a service that it runs what it should, all of it and nothing else."""
    service = _described(known, scope, target)
    deployments = _inside(service, "deployments")
    full = bool(service.get("desiredCount")) and service.get("runningCount") == service.get("desiredCount")
    return full and len(deployments) == 1 and deployments[0].get("rolloutState") == "COMPLETED"
