"""Which image gets which tags, and why not: proved by who built or runs it, never by a tag."""

from typing import Any

import pytest

from islive.model.documents import Plan
from islive.model.receipt import Receipt
from islive.model.remedy import Risk
from islive.model.target import Target
from islive.model.verdict import Grade
from islive.render import render
from islive.simulator import Living
from islive.wiring.policy import actions, operations_of
from tests.architecture.tree import ROOT
from tests.tagging.world import (
    COMMIT,
    OLD_COMMIT,
    Wire,
    applied,
    change,
    change_image,
    digest,
    given,
    manifests,
    planned,
    tags,
    untagged,
    without_build,
)

BAKED = {"version": None, "revision": None}


@pytest.fixture
def living() -> Living:
    """v1.4.1 serves and is latest; v1.4.2 has no version's tag."""
    return untagged()


def asked_for(plan: Plan) -> dict[str, str]:
    """Tag -> digest, as the steps would have it, in their order."""
    return {step.params["imageTag"]: step.params["imageDigest"] for step in plan.steps}


def why_not(plan: Plan) -> str:
    """All that is said about why there is no plan."""
    assert plan.steps == ()
    assert plan.hindered
    return "; ".join(text for one in plan.hindered for text in (one.says, *one.seen, one.way_out))


def test_every_tag_goes_to_the_image_of_the_commit(living: Living) -> None:
    """Version, commit and latest; what moves comes last, and before anything the image of a rollback is kept."""
    plan = planned(living, latest=True)
    assert asked_for(plan) == given(living)
    assert list(asked_for(plan)) == ["rollback-v1.4.1", f"git-{COMMIT}", "v1.4.2", "latest"]
    assert [step.risk for step in plan.steps] == [Risk.SAFE, Risk.SAFE, Risk.SAFE, Risk.DISRUPTIVE]


def test_latest_is_given_only_if_it_is_wanted(living: Living) -> None:
    """Without --latest that tag stays where it is."""
    applied(planned(living), living)
    assert tags(living)["latest"] == digest(living, "v1.4.1")


def test_its_policy_allows_all_that_it_asks(living: Living) -> None:
    """Planned from what proves it and in doubt, and carried out: whatever is asked stands in `islive policy tag`."""
    known = Wire(living)
    applied(planned(known, latest=True), known)
    without_build(living, "v1.4.2")
    change_image(living, "v1.4.2", BAKED)
    planned(known, latest=True)
    allowed = set(actions(operations_of(inspect_secrets=False)["tag"]))
    assert set(actions(known.asked)) <= allowed
    assert "ecr:PutImage" in actions(known.asked)


def test_nothing_but_tags_changes(living: Living) -> None:
    """The manifests, and with them the digests, are the same bytes as before."""
    before = manifests(living)
    applied(planned(living, latest=True), living)
    assert manifests(living) == before
    assert given(living).items() <= tags(living).items()


def test_what_is_so_is_not_done_again(living: Living) -> None:
    """A second plan has no steps."""
    applied(planned(living, latest=True), living)
    again = planned(living, latest=True)
    assert (again.steps, again.hindered) == ((), ())
    assert "every tag is where it belongs" in again.says


def test_of_an_index_the_index_gets_the_tag(living: Living) -> None:
    """Its platforms' images stay without tags, and it stays an index."""
    change_image(living, "v1.4.2", {"platforms": ["linux/amd64", "linux/arm64"]})
    before = manifests(living)
    applied(planned(living), living)
    assert manifests(living) == before
    assert tags(living)["v1.4.2"] == digest(living, "v1.4.2")
    tagged = [image for image in living.world.ecr.repositories["web"].images if "v1.4.2" in image.tags]
    assert [image.media_type for image in tagged] == ["application/vnd.oci.image.index.v1+json"]


def test_a_docker_manifest_stays_one(living: Living) -> None:
    """Its media type goes with it, for Docker's own format does not always carry it."""
    change_image(living, "v1.4.2", {"format": "docker"})
    applied(planned(living), living)
    found = next(image for image in living.world.ecr.repositories["web"].images if "v1.4.2" in image.tags)
    assert found.media_type == "application/vnd.docker.distribution.manifest.v2+json"


@pytest.mark.parametrize(
    "left, proof",
    [
        ("build", "codebuild:BatchGetBuilds"),
        ("annotation", "ecr:BatchGetImage"),
        ("label", "ecr:GetDownloadUrlForLayer"),
    ],
)
def test_one_proof_is_enough(living: Living, left: str, proof: str) -> None:
    """The build that exported the digest, an annotation, or a label, each alone."""
    baked = {
        "build": BAKED,
        "annotation": BAKED | {"annotations": {"org.opencontainers.image.revision": COMMIT}},
        "label": BAKED | {"format": "docker", "labels": {"org.opencontainers.image.revision": COMMIT}},
    }
    change_image(living, "v1.4.2", baked[left])
    if left != "build":
        without_build(living, "v1.4.2")
    plan = planned(living)
    assert {one.operation for one in plan.because} == {"git:commit", proof}
    assert asked_for(plan)["v1.4.2"] == digest(living, "v1.4.2")


def test_an_image_without_any_tag_is_found(living: Living) -> None:
    """However many newer ones there are: in doubt all of the service's images are looked into."""
    newer = {f"n{i}": {"pushedAt": f"2025-09-03T08:5{i % 10}:00Z", "tags": [f"nightly-{i}"]} for i in range(15)}
    living.change({"aws": {"ecr": {"repositories": {"web": {"images": newer | {"v1.4.2": {"tags": []}}}}}}})
    without_build(living, "v1.4.2")
    plan = planned(living)
    assert asked_for(plan)["v1.4.2"] == digest(living, "v1.4.2")
    assert "leave it" in str(next(one.undo for one in plan.steps if one.params["imageTag"] == "v1.4.2"))


AS_BUILT = {"manifest": {"state": "read"}, "code": {"state": "current"}}


@pytest.mark.parametrize(
    "more, proves",
    [
        (AS_BUILT, True),
        ({}, False),
        ({**AS_BUILT, "manifest": {"state": "absent"}}, False),
        ({**AS_BUILT, "code": {"state": "partial", "differs": ["main.py"]}}, False),
        ({**AS_BUILT, "image_id": "sha256:0"}, False),
    ],
)
def test_the_running_process_proves_its_image(more: Any, proves: bool) -> None:  # noqa: FBT001
    """A canary that has its build's manifest, and names the image by which it runs, speaks for that image's commit."""
    says = {"commit": OLD_COMMIT, "image_id": "${digest:web@v1.4.1}", **more}
    answers = {"/health": {"json": {}}, "/deployment-canary": {"json": says}}
    tasks = ("9d36338f6be4c4bde4032900efa470c7", "ebe202d40b29afca5d6d186a3bbdf8b1")
    images = dict.fromkeys(("v1.4.1", "v1.4.2"), BAKED)
    living = untagged(
        {
            "aws": {
                "ecs": {"clusters": {"production": {"tasks": {task: {"answers": answers} for task in tasks}}}},
                "ecr": {"repositories": {"web": {"images": images}}},
            }
        }
    )
    without_build(living, "v1.4.1", "v1.4.2")
    plan = planned(living, "v1.4.1")
    if proves:
        assert {one.operation for one in plan.because} == {"git:commit", "http:get"}
        assert asked_for(plan)[f"git-{OLD_COMMIT}"] == digest(living, "v1.4.1")
    else:
        assert "no image is proved" in why_not(plan)
    assert "no image is proved" in why_not(planned(living, "v1.4.2"))


def test_docker_tag_does_not_make_a_version(living: Living) -> None:
    """`docker tag image:latest …:v1.4.2` makes v1.4.1 answer to v1.4.2: that is seen, said, and proves nothing."""
    change(living, {"v1.4.1": ["v1.4.1", "latest", "v1.4.2"]})
    change_image(living, "v1.4.2", {"deleted": True})
    plan = planned(living)
    said = why_not(plan)
    assert f"{digest(living, 'v1.4.1')[:19]} answers to v1.4.2, and its build says commit {OLD_COMMIT[:7]}" in said
    assert not plan.hindered[0].blind


def test_a_digest_that_a_build_only_names_is_not_its_own() -> None:
    """A build may export the image that it started from, too: that one was there before it began."""
    exported = {"IMAGE_DIGEST": "${digest:web@v1.4.2}", "BASE_DIGEST": "${digest:web@v1.4.1}"}
    builds = {
        "a1f0c3d2-41b5-4e6a-9c7d-1410c0ffee41": None,
        "b2e1d4c3-42a6-4f5b-8d6e-1420c0ffee42": {"exportedEnvironmentVariables": exported},
    }
    images = dict.fromkeys(("v1.4.1", "v1.4.2"), BAKED)
    living = untagged(
        {
            "aws": {
                "codebuild": {"projects": {"web-build": {"builds": builds}}},
                "ecr": {"repositories": {"web": {"images": images}}},
            }
        }
    )
    assert asked_for(planned(living))["v1.4.2"] == digest(living, "v1.4.2")
    assert "no image is proved" in why_not(planned(living, "v1.4.1"))


def test_a_tag_alone_proves_nothing(living: Living) -> None:
    """An image of which nobody says more than its tag is not tagged further, and it is said what would prove it."""
    change(living, {"v1.4.2": ["v1.4.2"]})
    change_image(living, "v1.4.2", BAKED)
    without_build(living, "v1.4.2")
    said = why_not(planned(living))
    assert "a tag alone proves nothing" in said
    assert f"--label org.opencontainers.image.revision={COMMIT}" in said


def test_a_tag_that_lies_is_moved_to_the_image_it_names(living: Living) -> None:
    """What stands at another commit's image is put right where tags may move, and that is no safe step."""
    change(living, {"v1.4.1": ["v1.4.1", "v1.4.2"]})
    plan = planned(living)
    moving = next(one for one in plan.steps if one.params["imageTag"] == "v1.4.2")
    assert moving.risk is Risk.DISRUPTIVE
    assert "which keeps v1.4.1" in moving.says
    applied(plan, living)
    assert tags(living)["v1.4.2"] == digest(living, "v1.4.2")


def test_a_tag_is_not_taken_from_an_image_that_nothing_is_known_of(living: Living) -> None:
    """It may be the same version, built again."""
    other = {"pushedAt": "2025-09-03T08:45:00Z", "tags": ["v1.4.2"]}
    living.change({"aws": {"ecr": {"repositories": {"web": {"images": {"other": other}}}}}})
    assert "of which nothing proves that it is another commit" in why_not(planned(living))


def test_its_page_shows_what_it_says(living: Living) -> None:
    """The two plans in docs/tag.md are what these worlds come to."""
    page = (ROOT / "docs" / "tag.md").read_text(encoding="utf-8")
    assert render(planned(living, latest=True), "terminal", color=False, width=110) in page
    change(living, {"v1.4.1": ["v1.4.1", "latest", "v1.4.2"]})
    change_image(living, "v1.4.2", {"deleted": True})
    assert render(planned(living), "terminal", color=False, width=110) in page


@pytest.mark.parametrize(
    "settings, latest, hindered",
    [
        ({"imageTagMutability": "IMMUTABLE"}, False, "v1.4.2 stands at"),
        ({"imageTagMutability": "IMMUTABLE"}, True, "latest stands at"),
        (
            {"imageTagMutability": "MUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters": ["v*"]},
            True,
            "v1.4.2",
        ),
        ({"imageTagMutability": "IMMUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters": ["v*"]}, True, "lat"),
    ],
)
def test_a_tag_that_cannot_move_hinders_all(living: Living, settings: Any, latest: bool, hindered: str) -> None:  # noqa: FBT001
    """Where tags are immutable nothing is half done: there is no plan, and every tag that is taken is named."""
    change(living, {"v1.4.1": ["v1.4.1", "latest", "v1.4.2"]}, **settings)
    said = why_not(planned(living, latest=latest))
    assert hindered in said
    assert "immutable" in said


@pytest.mark.parametrize("filters", [["latest"], ["lat*"], ["*test"], ["v9*", "l*t"]])
def test_an_excluded_tag_moves_in_an_immutable_repository(living: Living, filters: list[str]) -> None:
    """The filters are ECR's: it takes what the plan says."""
    excluding = {"imageTagMutability": "IMMUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters": filters}
    change(living, {}, **excluding)
    assert applied(planned(living, latest=True), living).stopped_by is None
    assert tags(living)["latest"] == digest(living, "v1.4.2")


def test_two_who_know_and_disagree_hinder(living: Living) -> None:
    """A build that exported the digest and an annotation that names another commit: neither is believed."""
    change_image(living, "v1.4.2", {"revision": OLD_COMMIT})
    said = why_not(planned(living))
    assert "annotation says commit 7b2fcf0" in said


def test_of_two_builds_of_a_commit_the_named_one_keeps_the_name(living: Living) -> None:
    """The other image stays as it is, and is named."""
    again = {"pushedAt": "2025-09-03T08:50:00Z", "tags": ["v1.4.2"], "revision": COMMIT}
    living.change({"aws": {"ecr": {"repositories": {"web": {"images": {"again": again}}}}}})
    plan = planned(living)
    assert set(asked_for(plan)) == {"rollback-v1.4.1", f"git-{COMMIT}"}
    assert asked_for(plan)[f"git-{COMMIT}"] == digest(living, "again")
    assert any(digest(living, "v1.4.2") in note for note in plan.notes)


def test_a_commit_that_is_given_stands_for_the_git_tag(living: Living) -> None:
    """Where the repository has no such tag; where it has, at another commit, that hinders."""
    living.change({"git": {"tags": {"v1.4.2": None}}})
    assert asked_for(planned(living, "v1.4.2", commit=COMMIT))["v1.4.2"] == digest(living, "v1.4.2")
    living.change({"git": {"tags": {"v1.4.2": {"commit": OLD_COMMIT, "at": "2025-09-03T08:35:00Z"}}}})
    assert "the git tag v1.4.2 stands at 7b2fcf0" in why_not(planned(living, "v1.4.2", commit=COMMIT))


def test_a_version_that_is_a_commit_gets_no_tag_of_its_own(living: Living) -> None:
    """`islive tag web 7158d41` gives git-<sha>, whole."""
    assert set(asked_for(planned(living, COMMIT[:7]))) == {f"git-{COMMIT}", "rollback-v1.4.1"}


def test_a_version_that_nobody_knows_is_asked_for(living: Living) -> None:
    """Neither the repository nor a build: there is no commit, hence no image."""
    assert "which commit is v9.9.9? the repository has no such tag" in why_not(planned(living, "v9.9.9"))


def test_a_branch_is_no_version(living: Living) -> None:
    """It moves, and the tag of an image must not; with --commit a name may be anything."""
    assert "main is no git tag" in why_not(planned(living, "main"))
    assert asked_for(planned(living, "release-1", commit=COMMIT))["release-1"] == digest(living, "v1.4.2")


def test_an_image_outside_ecr_is_said_so() -> None:
    """There is nothing that islive could tag."""
    containers = {"web": {"image": "ghcr.io/example/web:v1.4.1"}}
    definitions = {"web": {number: {"containerDefinitions": containers} for number in ("41", "42")}}
    plan = planned(untagged({"aws": {"ecs": {"taskDefinitions": definitions}}}))
    assert "its images are in ghcr.io/example/web, which is no private ECR repository" in why_not(plan)


def test_a_name_that_ecr_does_not_take_is_said_so(living: Living) -> None:
    """A git tag may hold a slash or a plus, an image's tag may not."""
    living.change({"git": {"tags": {"release/1": {"commit": COMMIT, "at": "2025-09-03T08:35:00Z"}}}})
    assert "release/1 cannot be an image's tag" in why_not(planned(living, "release/1"))


@pytest.mark.parametrize("untagged_only, keeps", [(True, True), (False, False)])
def test_it_is_said_where_a_tag_does_not_keep_the_image(living: Living, untagged_only: bool, keeps: bool) -> None:  # noqa: FBT001
    """A lifecycle rule for any image passes over a rollback tag, one for untagged images does not."""
    selection = {"tagStatus": "untagged" if untagged_only else "any", "countType": "imageCountMoreThan"}
    rule = {"rulePriority": 5, "selection": {**selection, "countNumber": 10}, "action": {"type": "expire"}}
    change(living, {}, lifecyclePolicy={"rules": [rule]})
    assert any("the lifecycle policy needs this rule first" in note for note in planned(living).notes) is not keeps


@pytest.mark.parametrize("verified, kept", [("v1.4.2", "rollback-v1.4.2"), (None, "rollback-v1.4.1")])
def test_what_islive_verified_is_kept_rather_than_what_ecs_calls_successful(
    living: Living, verified: str | None, kept: str
) -> None:
    """The newest receipt names the image of a rollback; of an image that is gone ECS's last success is kept."""
    digests = (digest(living, verified) if verified else "sha256:" + "0" * 64,)
    target = Target("111122223333", "eu-west-1", "production", "web")
    proof = (COMMIT, digests, "web:42", "ecs-svc/1", Grade.ROUTED, False, "", ())
    receipt = Receipt(living.now, target, "v1.4.2", *proof)
    plan = planned(living, receipt=receipt)
    assert next(iter(asked_for(plan))) == kept
    assert any("verified live by islive" in note for note in plan.notes) is (verified is not None)


def test_without_a_successful_deployment_there_is_nothing_to_keep() -> None:
    """It is said so, and the version gets its tags all the same."""
    deployments = {"Qa7sWd3fRg5hTj9kYl2Zx": {"status": "STOPPED"}}
    services = {"web": {"serviceDeployments": deployments}}
    plan = planned(untagged({"aws": {"ecs": {"clusters": {"production": {"services": services}}}}}))
    assert set(asked_for(plan)) == {f"git-{COMMIT}", "v1.4.2"}
    assert any("no rollback tag" in note for note in plan.notes)
