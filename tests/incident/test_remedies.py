"""What would fix it is whole: for every root cause there is something to do, and its command or document is there."""

import pytest

from islive.model.finding import Role
from islive.model.remedy import Remedy, Risk, Step
from islive.model.report import Report
from tests.incident.looking import looked, remedies
from tests.matrix import portion
from tests.properties.worlds import INQUESTS, Inquest

# What islive never does by itself, whatever it knows: access, secrets, and where requests go.
NEVER = ("iam:", "sts:", "kms:", "secretsmanager:", "ssm:", "elbv2:", "route53:", "ec2:", "ecr:SetRepositoryPolicy")
SAMPLE = portion(INQUESTS, 7)


def report_of(inquest: Inquest) -> Report:
    """The report on that question."""
    return looked(inquest.scenario, inquest.service, inquest.version, answers=inquest.answers)


def names_what_to_type(step: Step) -> bool:
    """A command, or a document to be put somewhere."""
    return bool(step.operation or step.document or "`" in step.says)


def deletes(step: Step) -> bool:
    """It takes something away for good, or the service down."""
    action = (step.operation or "").partition(":")[2]
    return action.startswith(("Delete", "Deregister", "Remove")) or step.params.get("desiredCount") == 0


@pytest.mark.parametrize("inquest", SAMPLE, ids=str)
def test_every_root_cause_has_a_way_out(inquest: Inquest) -> None:
    """Each has at least one remedy, and each remedy at least one step."""
    report = report_of(inquest)
    causes = [one for one in report.diagnosis.findings if one.role is Role.ROOT_CAUSE]
    assert [one.id for one in causes if not one.remedies] == []
    assert [one.title for one in remedies(report) if not one.steps] == []


@pytest.mark.parametrize("inquest", SAMPLE, ids=str)
def test_what_is_left_to_a_person_names_a_command_or_a_document(inquest: Inquest) -> None:
    """Each step of it, so that it can be typed or copied at two in the morning."""
    by_hand = [one for one in remedies(report_of(inquest)) if one.risk is Risk.MANUAL]
    assert [step.says for one in by_hand for step in one.steps if not names_what_to_type(step)] == []


@pytest.mark.parametrize("inquest", SAMPLE, ids=str)
def test_what_islive_would_do_itself_is_a_write_that_it_may_do(inquest: Inquest) -> None:
    """No access, no secret, no load balancer, nothing that deletes; what registers a revision says what it changes."""
    steps = [step for one in remedies(report_of(inquest)) if one.risk is not Risk.MANUAL for step in one.steps]
    assert [step.says for step in steps if not step.operation or step.operation.startswith(NEVER)] == []
    assert [step.says for step in steps if deletes(step)] == []
    registering = [step for step in steps if step.operation == "ecs:RegisterTaskDefinition"]
    assert [step.says for step in registering if not (step.derives and step.derives.edits)] == []


@pytest.mark.parametrize("inquest", SAMPLE, ids=str)
def test_a_title_is_one_thing_to_do(inquest: Inquest) -> None:
    """The plan has each title once: two that are called the same must be the same, or one would be lost."""
    found: dict[str, list[Remedy]] = {}
    for one in remedies(report_of(inquest)):
        found.setdefault(one.title, []).append(one)
    assert [title for title, same in found.items() if len({edits(one) for one in same}) > 1] == []


def edits(remedy: Remedy) -> str:
    """What it changes in a task definition."""
    return repr([step.derives.edits for step in remedy.steps if step.derives])
