"""image-pull-denied: the task may not pull its image."""

import json
from typing import Any

import pytest

from islive.facts.hindered import Hindered
from islive.facts.repository_policies import RepositoryPolicies
from islive.model.finding import Certainty
from islive.rules.image.image_pull_denied import image_pull_denied
from tests.rules.builders_a import REFUSED, URI, container, definition, image, images, only, sightings
from tests.rules.builders_images import HERE, ROLE, execution_role, pull, pulls

DENIED = "image.pull-denied"
THERE = images(image("a", "v1.2.0"))
ABROAD = "999999999999.dkr.ecr.us-east-1.amazonaws.com/tools/base"
NO_POLICY = RepositoryPolicies({URI: None, ABROAD: None})


def test_the_role_may_not() -> None:
    """The action, its resource and IAM's decision are named; the task's words and IAM's are quoted."""
    role = execution_role(BatchGetImage="implicitDeny")
    seen = only(
        image_pull_denied, HERE, pulls(pull(DENIED, action="ecr:BatchGetImage")), role, NO_POLICY, THERE, Hindered()
    )
    assert seen.subject == ROLE
    assert seen.summary == (
        "role shop-execution may not pull the image of shop-api:6: ecr:BatchGetImage on repository/shop/api is "
        "implicitDeny, expected allowed"
    )
    assert [one.operation for one in seen.because] == ["ecs:DescribeTasks", "iam:SimulatePrincipalPolicy"]


def test_the_role_may_not_log_in() -> None:
    """Without a token nothing can be pulled at all."""
    role = execution_role(GetAuthorizationToken="implicitDeny")
    assert "ecr:GetAuthorizationToken on *" in only(
        image_pull_denied, HERE, pulls(pull(DENIED)), role, NO_POLICY, THERE, Hindered()).summary  # fmt: skip


def test_docker_says_the_same_of_a_missing_image() -> None:
    """Then ECR decides: an image that is there was denied, one that is not is another rule's."""
    said = pulls(pull("image.not-found", undecided=True))
    assert sightings(image_pull_denied, HERE, said, execution_role(), NO_POLICY, images(), Hindered()) == ()
    assert sightings(image_pull_denied, HERE, said, execution_role(), NO_POLICY, REFUSED, Hindered()) == ()
    seen = only(image_pull_denied, HERE, said, execution_role(), NO_POLICY, THERE, Hindered())
    assert seen.certainty is Certainty.LIKELY


def test_another_account_must_allow_it() -> None:
    """The image's account, and who may not pull from it, are named; its policy is quoted where it has one."""
    said = pulls(pull(DENIED, f"{ABROAD}:v1"))
    seen = only(image_pull_denied, HERE, said, execution_role(), NO_POLICY, THERE, Hindered())
    assert (
        "it belongs to account 999999999999, and it has no policy that lets account 123456789012 pull" in seen.summary
    )
    assert seen.certainty is Certainty.CONFIRMED
    policy = RepositoryPolicies({ABROAD: '{"Statement": []}'})
    quoted = only(image_pull_denied, HERE, said, REFUSED, policy, REFUSED, Hindered())
    assert ("ecr:GetRepositoryPolicy", '{"Statement": []}') in [(one.operation, one.quote) for one in quoted.because]


def policy(**statement: object) -> str:
    """A policy of one statement about everything, for everybody, changed so."""
    return json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:*", **statement}]})


DENYING = policy(Sid="no-prod", Effect="Deny", Action="ecr:BatchGetImage", Principal={"AWS": ROLE})
IN_ORGANIZATION = policy(Sid="ours", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})


@pytest.mark.parametrize(
    "where, text, says, certainty",
    [
        (URI, DENYING, "statement no-prod of its policy denies it", Certainty.CONFIRMED),
        (URI, IN_ORGANIZATION.replace("Allow", "Deny"), "statement ours of its policy decides", Certainty.LIKELY),
        (URI, policy(Action="ecr:PutImage"), "no policy of its own denies the role, expected a VPC", Certainty.LIKELY),
        (URI, policy(), "its policy lets the role, expected a VPC endpoint or organization policy", Certainty.LIKELY),
        (ABROAD, DENYING, "and statement no-prod of its policy denies it", Certainty.CONFIRMED),
        (ABROAD, policy(Principal={"AWS": "444455556666"}), "no policy that lets account 123456", Certainty.CONFIRMED),
        (ABROAD, policy(Action=["ecr:BatchGetImage"]), "no policy that lets account 123456", Certainty.CONFIRMED),
        (ABROAD, IN_ORGANIZATION, "and statement ours of its policy decides", Certainty.LIKELY),
        (ABROAD, policy(), "and its policy lets the role, expected a VPC endpoint", Certainty.LIKELY),
        (ABROAD, REFUSED, "its policy, which was not read, decides", Certainty.LIKELY),
    ],
)
def test_the_policy_of_the_repository_is_read(where: str, text: Any, says: str, certainty: Certainty) -> None:
    """Which statement it is, if it is the policy; where a condition decides, or it lets in, nobody is sure."""
    said = pulls(pull(DENIED, f"{where}:v1.2.0"))
    seen = only(image_pull_denied, HERE, said, execution_role(), RepositoryPolicies({where: text}), THERE, Hindered())
    assert says in seen.summary
    assert seen.certainty is certainty


def test_a_policy_names_roles_that_are_not_known() -> None:
    """Without the role nobody can say whether it is the one that is named."""
    said = pulls(pull(DENIED, f"{URI}:v1.2.0"))
    seen = only(image_pull_denied, HERE, said, REFUSED, RepositoryPolicies({URI: DENYING}), THERE, Hindered())
    assert "statement no-prod of its policy decides" in seen.summary
    assert seen.certainty is Certainty.LIKELY


def test_a_registry_that_is_not_ecr() -> None:
    """It wants credentials; IAM has nothing to do with it."""
    seen = only(
        image_pull_denied,
        HERE,
        pulls(pull(DENIED, "ghcr.io/shop/api:v1")),
        execution_role(),
        REFUSED,
        THERE,
        Hindered(),
    )
    assert "expected repositoryCredentials" in seen.summary


def test_other_failures_are_silent() -> None:
    """Network, limits and missing images are other findings."""
    others = map(pull, ("image.not-found", "image.rate-limited", "registry.network-unreachable", "image.pull-failed"))
    assert sightings(image_pull_denied, HERE, pulls(*others), execution_role(), NO_POLICY, THERE, Hindered()) == ()


AHEAD = Hindered("shop-api:6", definition(6, container(f"{URI}:v1.2.0")))


@pytest.mark.parametrize(
    "decisions, seen",
    [
        ({"BatchGetImage": "explicitDeny"}, 1),
        ({"GetAuthorizationToken": "implicitDeny"}, 1),
        ({"BatchGetImage": "implicitDeny"}, 0),
        ({}, 0),
    ],
)
def test_tasks_that_do_not_come_so_far_would_meet_it_next(decisions: dict[str, str], seen: int) -> None:
    """Only what is refused for sure: what no statement allows the repository's policy still may."""
    facts = HERE, pulls(), execution_role(**decisions), RepositoryPolicies({}), THERE
    found = sightings(image_pull_denied, *facts, AHEAD)
    assert len(found) == seen
    assert [one.operation for it in found for one in it.because] == ["iam:SimulatePrincipalPolicy"] * seen


@pytest.mark.parametrize("effect, seen", [("Allow", 0), ("Deny", 1), (None, 1)])
def test_where_the_repositorys_policy_was_read_it_decides_what_no_statement_of_iam_allows(
    effect: str | None, seen: int
) -> None:
    """None lets nobody in by itself; one that names the role does."""
    statement = {"Effect": effect, "Principal": {"AWS": ROLE}, "Action": "ecr:*"}
    policy = json.dumps({"Statement": [statement]}) if effect else None
    read = RepositoryPolicies(dict.fromkeys(NO_POLICY.policies, policy))
    facts = HERE, pulls(), execution_role(BatchGetImage="implicitDeny"), read, THERE
    assert len(sightings(image_pull_denied, *facts, AHEAD)) == seen


def test_a_service_whose_tasks_run_is_warned_of_what_denies_the_next_pull() -> None:
    """What nothing allows is no proof there: somebody has allowed the tasks that run."""
    facts = HERE, pulls(), execution_role(BatchGetImage="explicitDeny"), NO_POLICY, THERE
    assert "may not pull the image of the service" in only(image_pull_denied, *facts, Hindered()).summary
    facts = HERE, pulls(), execution_role(GetAuthorizationToken="implicitDeny"), NO_POLICY, THERE
    assert sightings(image_pull_denied, *facts, Hindered()) == ()


def test_the_policy_of_the_repository_is_put_whole() -> None:
    """With what it allows now, and a statement for this account; a denial is changed by somebody who knows it."""
    ci = {"Sid": "ci", "Effect": "Allow", "Principal": "*", "Action": "ecr:PutImage"}
    policy = RepositoryPolicies({ABROAD: json.dumps({"Version": "2008-10-17", "Statement": [ci]})})
    far = pulls(pull(DENIED, f"{ABROAD}:v1"))
    seen = only(image_pull_denied, HERE, far, execution_role(), policy, THERE, Hindered())
    (step,) = seen.remedies[0].steps
    found = json.loads(step.params["policyText"])["Statement"]
    assert [one["Sid"] for one in found] == ["ci", "PullFrom123456789012"]
    assert found[1]["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}
    denies = RepositoryPolicies({ABROAD: json.dumps({"Statement": [{**ci, "Effect": "Deny", "Action": "ecr:*"}]})})
    (step,) = only(image_pull_denied, HERE, far, execution_role(), denies, THERE, Hindered()).remedies[0].steps
    assert step.operation is None
    assert "aws ecr get-repository-policy --registry-id 999999999999 --repository-name tools/base" in step.says
