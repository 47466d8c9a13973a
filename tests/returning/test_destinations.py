"""Where a rollback goes: what was verified last, what is named, and never to what cannot be had."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from islive.model.remedy import Step
from islive.render import render
from islive.simulator import Living
from islive.wiring.returning import WayBack
from tests.living.asking import client, deploy
from tests.matrix import portion
from tests.returning.world import (
    ENDS,
    HOUR,
    STATES,
    WITHOUT_BREAKER,
    carried_out,
    digest,
    healthy,
    image,
    operations,
    planned,
    receipt,
    world,
)
from tests.tagging.world import REFUSALS, Wire, applied

ROLE = {"aws": {"iam": {"roles": {"web-execution": None}}}}
GONE: dict[str, tuple[Any, str]] = {
    "its image": (image("v1.4.1", {"deleted": True}), "is not in the registry any more"),
    "its secret": ({"aws": {"secretsmanager": {"secrets": {"web/database": None}}}}, "which is not there any more"),
    "a secret that is to be deleted": (
        {"aws": {"secretsmanager": {"secrets": {"web/database": {"deletedDate": "2025-09-03T09:30:00Z"}}}}},
        "which is to be deleted",
    ),
    "its role": (ROLE, "web-execution is not there any more"),
    "what its role may": (
        {"aws": {"iam": {"roles": {"web-execution": {"policies": {"run-web": {"Statement": []}}}}}}},
        "may not secretsmanager:GetSecretValue",
    ),
    "its log group": ({"aws": {"logs": {"groups": {"/ecs/web": None}}}}, "log group /ecs/web does not exist"),
    "its way out": (
        {"aws": {"ec2": {"routeTables": {"rtb-0c3c3c3c3c3c3c3c3": {"routes": None}}}}},
        "no route to the internet",
    ),
}


def finished(*patches: Any, seconds: float = HOUR) -> Living:
    """v1.4.2 was deployed, and is complete."""
    living = world(*patches)
    deploy(living)
    living.advance(seconds)
    return living


@pytest.mark.parametrize("what", portion(list(GONE), 2))
def test_what_cannot_be_had_is_refused(what: str) -> None:
    """It is named, and nothing is changed: what serves now is not given up for it."""
    patch, says = GONE[what]
    living = finished()
    living.change(patch)
    way = planned(living)
    assert (operations(way), says in render(way.plan, "plain")) == ([], True), render(way.plan, "plain")


def test_what_runs_still_needs_no_log_group_to_be_stayed_with() -> None:
    """The tasks of before all run: ECS's own way back starts none, so what the next one lacks keeps nobody from it."""
    living = world(image("v1.4.2", ENDS), service=WITHOUT_BREAKER)
    deploy(living)
    living.advance(100)
    living.change(GONE["its log group"][0])
    assert operations(planned(living, receipt(living, "v1.4.1", "web:41"))) == ["StopServiceDeployment"]


def test_a_receipt_goes_before_what_ecs_calls_successful() -> None:
    """What islive saw live is gone back to; what was deployed since is named."""
    living = finished()
    client(living).register_task_definition(**_copy(living, "web:41"))
    deploy(living, "web:43")
    living.advance(HOUR)
    way = planned(living, receipt(living, "v1.4.1", "web:41", timedelta(days=-1)))
    page = render(way.plan, "plain")
    assert "back to v1.4.1 (web:41): verified live by islive on 2025-09-02" in page
    assert "web:42 was deployed since, and not verified by islive: --to web:42 goes there" in page


def test_a_receipt_of_what_is_left_counts_nothing() -> None:
    """The version that is deployed now was verified too: it is the one before that is gone back to."""
    living = finished()
    way = planned(living, receipt(living, "v1.4.2", "web:42"), receipt(living, "v1.4.1", "web:41", -timedelta(days=2)))
    assert operations(way) == ["UpdateService"]
    assert "back to v1.4.1 (web:41): verified live" in way.plan.says


@pytest.mark.parametrize("to", portion(["v1.4.1", "web:41", "digest", "7b2fcf031a42b3eac1f5f477f2c7c2eb7b61fe07"], 2))
def test_a_version_may_be_named(to: str) -> None:
    """By its revision, its git tag or commit, or its digest."""
    living = finished()
    way = planned(living, to=digest(living, "v1.4.1") if to == "digest" else to)
    assert operations(way) == ["UpdateService"]
    assert way.to is not None
    assert way.to.version.revision == "web:41"


@pytest.mark.parametrize(
    "to, says",
    [
        ("web:7", "the task definition web:7 is not there any more"),
        ("sha256:" + "0" * 64, "sha256:000000000000 never ran in web"),
        ("v9.9.9", "which commit is v9.9.9?"),
    ],
)
def test_what_never_ran_is_not_gone_back_to(to: str, says: str) -> None:
    """A rollback brings nothing new: that is refused, with what would bring it."""
    way = planned(finished(), to=to)
    assert (operations(way), says in render(way.plan, "plain")) == ([], True), render(way.plan, "plain")


def test_the_image_of_then_is_pinned_where_its_tag_was_moved() -> None:
    """The revision names a tag that leads to the bad image now: it is registered again with the digest that served."""
    living = STATES["the tag was moved"].make()
    good = digest(living, "v1.4.1")
    carried_out(planned(living), living)
    made = client(living).describe_task_definition(taskDefinition="web:43", include=["TAGS"])
    assert made["taskDefinition"]["containerDefinitions"][0]["image"].endswith(f"web@{good}")
    tags = {one["key"]: one["value"] for one in made["tags"]}
    assert tags["islive:rollout"].startswith("back-")
    assert (tags["islive:from"], tags["islive:by"]) == ("web:41", "ava@laptop")


def test_registered_and_not_deployed_is_gone_on_with() -> None:
    """Killed between the two: the same command, on any machine, deploys the revision that is there already."""
    living = STATES["the tag was moved"].make()
    way = planned(living)
    register, update = way.plan.steps
    applied(_only(way, register).plan, Wire(living))
    again = planned(living)
    outcome, _ = carried_out(again, living)
    assert [str(one.ended) for one in outcome.results] == ["already-so", "done"]
    assert update.operation == "ecs:UpdateService"
    known = client(living).list_task_definitions(familyPrefix="web")["taskDefinitionArns"]
    assert [one.rpartition(":")[2] for one in known][-1] == "43"


@pytest.mark.parametrize("state", portion(["finished", "given up", "the tag was moved"], 2))
def test_it_goes_back_once(state: str) -> None:
    """Run again and again, whatever memory says: there is nothing left to do, and it never goes forward again."""
    living = STATES[state].make()
    bad = "web:41" if state == "the tag was moved" else "web:42"
    receipts = [receipt(living, "v1.4.2", bad), receipt(living, "v1.4.1", "web:41", -timedelta(days=2))]
    carried_out(planned(living, *receipts), living)
    for known in ([], receipts, receipts[::-1]):
        again = planned(living, *known)
        assert (operations(again), again.plan.hindered) == ([], ()), render(again.plan, "plain")


def test_nobody_is_asked_so_only_what_is_proved_is_gone_back_to() -> None:
    """By itself it goes where islive saw a version live, or where tasks are healthy now; else it holds."""
    living = finished()
    held = planned(living, automatic=True)
    assert (operations(held), held.plan.hindered[0].blind) == ([], True)
    verified = planned(living, receipt(living, "v1.4.1", "web:41"), automatic=True)
    assert operations(verified) == ["UpdateService"]
    stuck = STATES["unfinished, and failing for ever"].make()
    assert operations(planned(stuck, automatic=True)) == ["StopServiceDeployment"]


def test_no_task_that_serves_is_stopped_first() -> None:
    """Its percentages would let ECS stop the only task: others go along in the same call, and how to undo that."""
    living = STATES["one task, which may be stopped first"].make()
    way = planned(living)
    assert way.plan.steps[0].params["deploymentConfiguration"] == {"minimumHealthyPercent": 100, "maximumPercent": 200}
    assert "100% and 200% go along, and stay until somebody sets the others again" in render(way.plan, "plain")
    assert (healthy(living), carried_out(way, living)[1]) == (1, 1)


@pytest.mark.parametrize(
    "service, says",
    [
        ({"deploymentController": "CODE_DEPLOY"}, "CodeDeploy deploys this service"),
        ({"schedulingStrategy": "DAEMON"}, "not supported yet: scheduling strategy DAEMON"),
    ],
)
def test_what_it_cannot_bring_anywhere_it_leaves_alone(service: Any, says: str) -> None:
    """It says so, and what does."""
    way = planned(world(service=service))
    assert (operations(way), says in render(way.plan, "plain")) == ([], True), render(way.plan, "plain")


def test_it_says_whose_rollout_it_ends() -> None:
    """Somebody rolls v1.4.2 out at this moment, and its revision says who."""
    living = world()
    tags = {"islive:rollout": "r1", "islive:version": "v1.4.2", "islive:from": "web:41", "islive:by": "ben@ci"}
    arn = client(living).describe_task_definition(taskDefinition="web:42")["taskDefinition"]["taskDefinitionArn"]
    client(living).tag_resource(resourceArn=arn, tags=[{"key": key, "value": one} for key, one in tags.items()])
    deploy(living)
    living.advance(30)
    page = render(planned(living).plan, "plain")
    assert "note: the deployment that is under way (IN_PROGRESS) is ended by it: ben@ci rolls out v1.4.2" in page


# Without these it is not known where to go, or whether that can be had. (The rest is named, and not proved.)
NEEDED = (
    "ecr:DescribeImages",
    "ecs:ListServiceDeployments",
    "ecs:DescribeServiceRevisions",
    "ecs:DescribeTaskDefinition",
)
ALL_READ = (*NEEDED, "secretsmanager:DescribeSecret", "iam:SimulatePrincipalPolicy", "ecs:DescribeTasks")


@dataclass
class Denying(Wire):
    """AWS says no to one operation, always."""

    denied: str = ""

    def take(self, service: str, operation: str) -> None:
        """What the simulator asks before it answers."""
        if self.denied == f"{service}:{operation}":
            raise REFUSALS["denied"]


@pytest.mark.parametrize("denied", portion(ALL_READ, 3))
def test_what_cannot_be_read_leads_nowhere_else(denied: str) -> None:
    """An operation is refused: the same way back, or no plan, which says then that it is not known."""
    living = world(image("v1.4.2", ENDS), service=WITHOUT_BREAKER)
    deploy(living)
    living.advance(100)
    way = planned(Denying(living, denied=denied), receipt(living, "v1.4.1", "web:41"))
    page = render(way.plan, "plain")
    if denied in NEEDED:
        assert (operations(way), way.plan.hindered[0].blind, f"grant {denied}" in page) == ([], True, True), page
    else:
        assert operations(way) == ["StopServiceDeployment"]
        assert denied == "ecs:DescribeTasks" or "not proved: " in page, page


def _copy(living: Living, revision: str) -> dict[str, Any]:
    found = client(living).describe_task_definition(taskDefinition=revision)["taskDefinition"]
    kept = ("family", "cpu", "memory", "networkMode", "requiresCompatibilities", "executionRoleArn")
    return {name: found[name] for name in (*kept, "containerDefinitions") if name in found}


def _only(way: WayBack, step: Step) -> WayBack:
    """The plan as far as that step alone."""
    return replace(way, plan=replace(way.plan, remedies=(replace(way.plan.remedies[0], steps=(step,)),)))
