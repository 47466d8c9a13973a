"""Version identity, and what was asked for: which image provably is which version."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.facts.claim import Claim
from islive.facts.identity import Identities, Identity, contradict
from islive.facts.image_manifest import own_labels
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.doors import Refused
from islive.model.evidence import Gap
from islive.model.target import Requested
from tests.facts.doors import Answers, Look, denied
from tests.facts.shop import AWS, BLOB, CHILD, COMMIT, INDEX, INDEX_MANIFEST, MANIFESTS, OLD, OLD_COMMIT, REGISTRY, SHOP

NO_REPOSITORY = {
    name: Refused(name, "NoRepository") for name in ("git:remote", "git:tags", "git:commit", "git:files", "git:read")
}
NO_BUILDS = {"codebuild:ListProjects": {"projects": []}, **NO_REPOSITORY}
CLAIMS = st.builds(
    Claim,
    st.just("tag"),
    st.sampled_from(["version", "commit"]),
    st.sampled_from(["v3", "3.3", "v3.3.1", "v3.3.1-ui", "v3.3.2", COMMIT, COMMIT[:9], OLD_COMMIT]),
    st.just(Citation("a:b", "c", "d")),
)


def wanted(answers: Answers, version: str | None) -> WantedVersion:
    """What was asked for, in that world."""
    return Look(answers, Requested(version)).read(WantedVersion)


def baked(index: dict[str, Any], blob: dict[str, Any], **tags: list[str]) -> Answers:
    """The shop's image with other annotations and labels, and other tags; neither build nor repository."""
    manifests = {**MANIFESTS, INDEX: {**INDEX_MANIFEST, "annotations": index}}
    told: Any = SHOP["ecr:BatchGetImage"]

    def images(params: Any) -> Any:
        answer = told(params)
        found = [
            {**one, "imageManifest": json.dumps(manifests[one["imageId"]["imageDigest"]])} for one in answer["images"]
        ]
        return {**answer, "images": found}

    details: Any = AWS["ecr:DescribeImages"]
    index_image, *rest = details["imageDetails"]
    return {
        **SHOP,
        **NO_BUILDS,
        "ecr:BatchGetImage": images,
        "ecr:GetDownloadUrlForLayer": {"blob": json.dumps({**BLOB, "config": {"Labels": blob}})},
        "ecr:DescribeImages": {"imageDetails": [{**index_image, "imageTags": tags.get("tags", ["latest"])}, *rest]},
    }


@given(CLAIMS, CLAIMS)
def test_contradiction_knows_no_order(one: Claim, other: Claim) -> None:
    """No claim contradicts itself, and none contradicts another that does not contradict it."""
    assert not contradict(one, one)
    assert contradict(one, other) == contradict(other, one)


@given(st.lists(CLAIMS, max_size=6))
def test_a_label_is_what_somebody_claimed(claims: list[Claim]) -> None:
    """An image is called by a claimed version, else by a claimed commit, else by its digest."""
    identity = Identity(INDEX, frozenset({INDEX}), tuple(claims))
    known = {claim.value for claim in claims if claim.kind == "version"}
    known = known or {claim.value[:7] for claim in claims if claim.kind == "commit"} or {INDEX[:19]}
    assert identity.label in known


def test_claims_come_in_the_order_of_trust() -> None:
    """A build's commit stands first, then what is baked in, then tags; commits before names."""
    identity = Look(SHOP).read(Identities).identities[INDEX]
    assert [(claim.source, claim.kind) for claim in identity.claims] == [
        ("build", "commit"),
        ("annotation", "commit"),
        ("label", "commit"),
        ("annotation", "version"),
        ("label", "version"),
        ("tag", "version"),
    ]
    assert identity.values("commit") == (COMMIT,)
    assert identity.contradictions == ()
    assert identity.aliases == {INDEX, CHILD}


def test_an_image_is_tied_to_the_build_it_was_pushed_in() -> None:
    """Without an exported digest the only successful build during the push tells the commit."""
    builds: Any = AWS["codebuild:BatchGetBuilds"]
    (build,) = builds["builds"]
    silent = {**build, "exportedEnvironmentVariables": []}
    answers = {**SHOP, "codebuild:BatchGetBuilds": {"builds": [silent]}}
    claims = Look(answers).read(Identities).identities[INDEX].claims
    assert ("build window", COMMIT) in {(claim.source, claim.value) for claim in claims}


def test_floating_tags_claim_nothing() -> None:
    """Of an image tagged only latest, with nothing baked in, nothing is known."""
    identities = Look(baked({}, {})).read(Identities)
    assert identities.identities[INDEX].claims == ()
    assert identities.label(INDEX) == INDEX[:19]
    assert identities.label("sha256:none") == "an unidentified image"


def test_the_most_specific_name_is_the_label() -> None:
    """A tag that says more than the annotation names the image; one that says otherwise does not."""
    more = baked({"org.opencontainers.image.version": "1.2"}, {}, tags=["v1.2.0-ui"])
    other = baked({"org.opencontainers.image.version": "1.2"}, {}, tags=["v1.3.0"])
    assert Look(more).read(Identities).label(INDEX) == "v1.2.0-ui"
    assert Look(other).read(Identities).label(INDEX) == "1.2"


def test_inherited_labels_are_not_the_images_own() -> None:
    """What Ubuntu's and Red Hat's base images say of themselves is not said of the image."""
    ubuntu = {"org.opencontainers.image.ref.name": "ubuntu", "org.opencontainers.image.version": "22.04"}
    red_hat = {"com.redhat.component": "ubi9", "version": "9.4", "vcs-ref": "a" * 40, "git_commit": COMMIT}
    assert "org.opencontainers.image.version" not in own_labels(ubuntu)
    assert own_labels(red_hat).keys() == {"com.redhat.component", "git_commit"}


@pytest.mark.parametrize("version", ["v1.2.0", "1.2.0", COMMIT, COMMIT[:8], "shop:7", INDEX, "latest"])
def test_every_way_of_asking_leads_to_the_image(version: str) -> None:
    """Name, commit, task definition, digest and moving tag all mean the index and its child."""
    found = wanted(SHOP, version)
    assert found.explicit
    assert found.digests == {INDEX, CHILD}
    assert found.commit == COMMIT
    assert found.refuted == ()


def test_without_a_version_primary_is_judged() -> None:
    """The digests that ECS recorded for PRIMARY are wanted, under the name they are known by."""
    found = wanted(SHOP, None)
    assert (found.explicit, found.name, found.commit) == (False, "v1.2.0", COMMIT)
    assert found.digests == {INDEX, CHILD}


def test_an_image_that_lies_about_its_version_is_refuted() -> None:
    """A tag says v1.3.0, the annotation says v1.2.0: it is not v1.3.0, and the annotation says so."""
    answers = baked({"org.opencontainers.image.version": "v1.2.0"}, {}, tags=["v1.3.0"])
    found = wanted(answers, "v1.3.0")
    assert found.digests == frozenset()
    assert [(claim.source, claim.value) for _, claim in found.refuted] == [("annotation", "v1.2.0")]


def test_a_commit_decides_over_names() -> None:
    """The image has the right tag and was made from another commit: the repository knows better."""
    answers = {**SHOP, **{key: value for key, value in baked(
        {"org.opencontainers.image.revision": OLD_COMMIT}, {}, tags=["v1.2.0"]
    ).items() if not key.startswith(("git:", "codebuild:"))}, "codebuild:ListProjects": {"projects": []}}  # fmt: skip
    found = wanted(answers, "v1.2.0")
    assert found.digests == frozenset()
    assert [claim.value for _, claim in found.refuted] == [OLD_COMMIT]


def test_a_name_is_enough_where_no_commit_is_known() -> None:
    """Without a repository and without commits in the image, an unrefuted name proves it."""
    found = wanted(baked({}, {}, tags=["v1.2.0"]), "1.2.0")
    assert found.digests == {INDEX, CHILD}


def test_a_tag_of_any_kind_is_a_name_when_asked_for() -> None:
    """A tag that looks like no version is one when it is what was asked for."""
    assert wanted(baked({}, {}, tags=["release-42"]), "release-42").digests == {INDEX, CHILD}


def test_a_build_tells_what_an_image_was_that_the_registry_has_lost() -> None:
    """It exported the digest that ECS resolved. Without it a tag that is gone proves nothing, and refutes nothing."""

    def failures(params: Any) -> Any:
        return {"failures": [{"imageId": one, "failureCode": "ImageNotFound"} for one in params["imageIds"]]}

    gone: Answers = {**SHOP, "ecr:DescribeImages": {"imageDetails": []}, "ecr:BatchGetImage": failures}
    assert wanted(gone, "v1.2.0").digests == {INDEX}
    unbuilt = {**gone, **NO_BUILDS}
    found = wanted(unbuilt, "v1.2.0")
    assert (found.digests, found.unproved) == (frozenset(), {INDEX})
    assert wanted(unbuilt, "v1.3.0").unproved == frozenset()


def test_a_version_that_nobody_pushed_has_no_image() -> None:
    """Nothing carries the name: there are no digests, nothing is refuted, and nothing is in doubt."""
    found = wanted(SHOP, "v9.9.9")
    assert (found.digests, found.refuted, found.unproved) == (frozenset(), (), frozenset())


def test_the_services_own_images_of_another_version_are_known() -> None:
    """Beside what is v1.2.0 must run none of the service's own that says that it is something else."""
    found = wanted(baked({"org.opencontainers.image.version": "v1.2.0"}, {}), "v1.3.0")
    assert found.others >= {INDEX}
    assert not found.is_all_of(frozenset({INDEX}))
    mine = wanted(SHOP, "v1.2.0")
    assert not mine.others & mine.digests
    assert mine.is_all_of(frozenset({INDEX, "sha256:agent"}))


def test_what_could_not_be_read_leaves_a_doubt() -> None:
    """The image that runs may be what was asked for, if what it says of itself cannot be read."""
    answers = {**baked({}, {}), "ecr:BatchGetImage": denied("ecr:BatchGetImage")}
    assert wanted(answers, "v1.2.0").unproved == {INDEX}


def test_a_moved_tag_is_not_taken_for_the_record() -> None:
    """Without ECS's record, what PRIMARY deploys is unknown: its tag may lead elsewhere by now."""
    answers = {**SHOP, "ecs:DescribeServiceRevisions": denied("ecs:DescribeServiceRevisions")}
    assert isinstance(Look(answers).at(WantedVersion), Gap)
    assert wanted(answers, "v1.2.0").digests == {INDEX, CHILD}


def test_sidecars_neither_prove_nor_hinder() -> None:
    """An agent from another registry beside the application is none of the service's own images."""
    revisions: Any = AWS["ecs:DescribeServiceRevisions"]
    (revision,) = revisions["serviceRevisions"]
    agent = {"containerName": "agent", "image": "datadog/agent:7.50.1", "imageDigest": OLD}
    answers = {
        **SHOP,
        "ecs:DescribeServiceRevisions": {
            "serviceRevisions": [{**revision, "containerImages": [agent, *revision["containerImages"]]}]
        },
    }
    assert wanted(answers, None).digests == {INDEX, CHILD}
    assert wanted(answers, "v7.50.1").digests == frozenset()


def test_an_image_from_elsewhere_has_the_name_it_was_deployed_by() -> None:
    """Of a registry that cannot be read, ECS's record of the reference is what is known."""
    definitions: Any = SHOP["ecs:DescribeTaskDefinition"]
    text = json.dumps(definitions({"taskDefinition": "shop"})).replace(
        f"{REGISTRY}/shop:v1.2.0", "ghcr.io/shop/shop:v1.2.0"
    )
    revisions = json.dumps(AWS["ecs:DescribeServiceRevisions"]).replace(f"{REGISTRY}/shop:", "ghcr.io/shop/shop:")
    tasks = json.dumps(AWS["ecs:DescribeTasks"]).replace(f"{REGISTRY}/shop:", "ghcr.io/shop/shop:")
    answers = {
        **SHOP,
        **NO_BUILDS,
        "ecs:DescribeTaskDefinition": json.loads(text),
        "ecs:DescribeServiceRevisions": json.loads(revisions),
        "ecs:DescribeTasks": json.loads(tasks),
    }
    assert wanted(answers, "v1.2.0").digests == {INDEX}
    assert wanted(answers, None).name == "v1.2.0"
    moving = {**answers, "ecs:DescribeServiceRevisions": json.loads(revisions.replace("shop:v1.2.0", "shop:latest"))}
    assert wanted(moving, "v1.2.0").digests == frozenset()
    assert INDEX in wanted(moving, "v1.2.0").unproved


@pytest.mark.parametrize(
    "version,commit",
    [("v1.2.0", COMMIT), ("v1.2.0", COMMIT[:7]), ("v1.3.0", COMMIT), ("v1.2.0-ui", None), (None, None)],
)
def test_a_process_agrees_by_commit_or_name(version: str | None, commit: str | None) -> None:
    """What a process says of itself is compared by commit, else by name; where it says neither, nothing contradicts."""
    assert wanted(SHOP, "v1.2.0").agrees(version, commit)


@pytest.mark.parametrize("version,commit", [("v1.2.0", OLD_COMMIT), ("v1.3.0", None)])
def test_a_process_contradicts_by_commit_or_name(version: str, commit: str | None) -> None:
    """A process that says another commit runs other code, whatever it calls itself; so does one of another name."""
    assert not wanted(SHOP, "v1.2.0").agrees(version, commit)
