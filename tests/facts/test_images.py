"""Images in the registry, and what they say of themselves."""

import json
from collections.abc import Mapping
from typing import Any

from islive.facts.image_reference import image_reference
from islive.facts.images import Images
from islive.facts.images_of_interest import MOST, ImagesOfInterest
from islive.facts.manifests import Manifests
from islive.model.doors import AwsRefused
from islive.model.evidence import Gap
from islive.model.target import Requested
from tests.facts.doors import Answers, Look, denied
from tests.facts.shop import CHILD, CONFIG, INDEX, OLD, REGISTRY, SHOP, TASK_DEFINITION


def with_image(text: str) -> Answers:
    """The shop with another image in its task definition."""
    container = {**TASK_DEFINITION["containerDefinitions"][0], "image": text}
    answer = {"taskDefinition": {**TASK_DEFINITION, "containerDefinitions": [container]}}
    return {**SHOP, "ecs:DescribeTaskDefinition": answer}


def test_a_reference_leads_to_its_image() -> None:
    """A tag, and a digest, are looked up in the repository they name."""
    images = Look(SHOP).read(Images)
    found = images.resolve(image_reference(f"{REGISTRY}/shop:v1.2.0"))
    assert found is not None
    assert (found.digest, found.repository) == (INDEX, "shop")
    assert images.resolve(image_reference(f"{REGISTRY}/shop@{OLD}")) is not None
    assert images.is_missing(image_reference(f"{REGISTRY}/shop:v9"))
    assert not images.is_missing(image_reference("nginx:1"))


def test_an_unknown_repository_is_an_answer() -> None:
    """That ECR does not know a repository is a value; that it denies reading it is a gap."""
    operation = "ecr:DescribeImages"
    (known,) = (
        Look({**SHOP, operation: AwsRefused(operation, "RepositoryNotFoundException")})
        .read(Images)
        .repositories.values()
    )
    assert not isinstance(known, Gap)
    assert not known.exists
    images = Look({**SHOP, operation: denied(operation)}).read(Images)
    assert [gap.permission for gap in images.gaps] == [operation]


def test_other_registries_are_elsewhere() -> None:
    """Docker Hub and others are not asked."""
    look = Look(with_image("nginx:1.25"))
    images = look.read(Images)
    assert [one.text for one in images.elsewhere] == ["nginx:1.25"]
    assert "ecr:DescribeImages" not in look.aws.operations()


def test_a_registry_of_another_account_is_asked_there() -> None:
    """The door of the account and region that the registry's host names is used."""
    look = Look(with_image("999999999999.dkr.ecr.us-east-2.amazonaws.com/tools:1"))
    look.read(Images)
    (scope,) = {scope for scope, operation, _ in look.aws.asked if operation == "ecr:DescribeImages"}
    assert (scope.account, scope.region) == ("999999999999", "us-east-2")


def test_an_index_is_read_with_its_children() -> None:
    """Of an index come its annotations, its platforms, and the labels in the config of its first child."""
    manifest = Look(SHOP).read(Manifests).get(INDEX)
    assert manifest is not None
    assert manifest.children == (CHILD,)
    assert (manifest.platforms, manifest.config_digest) == (("linux/amd64",), CONFIG)
    assert manifest.annotations["org.opencontainers.image.version"] == "v1.2.0"
    assert not isinstance(manifest.labels, Gap)
    assert manifest.labels["org.opencontainers.image.version"] == "v1.2.0"


def test_what_the_registry_lacks_is_missing() -> None:
    """A digest that runs and is no longer in the registry is an answer, not a gap."""
    nothing = {"images": [], "failures": [{"imageId": {"imageDigest": INDEX}, "failureCode": "ImageNotFound"}]}
    manifests = Look({**SHOP, "ecr:BatchGetImage": nothing}).read(Manifests)
    assert (manifests.missing, manifests.gaps, manifests.get(INDEX)) == (frozenset({INDEX}), (), None)


def test_unreadable_labels_are_a_gap_inside() -> None:
    """Where the config cannot be had the annotations stand, and the labels are a gap."""
    operation = "ecr:GetDownloadUrlForLayer"
    manifests = Look({**SHOP, operation: denied(operation)}).read(Manifests)
    manifest = manifests.get(INDEX)
    assert manifest is not None
    assert manifest.labels == Gap("Manifests", operation, "AccessDeniedException", operation)
    assert manifests.gaps == (manifest.labels,)


def test_what_was_asked_for_is_of_interest() -> None:
    """An image with the very tag that was asked for is looked into, with or without the leading v."""
    assert OLD not in Look(SHOP).read(ImagesOfInterest).digests
    assert OLD in Look(SHOP, Requested("1.1.0")).read(ImagesOfInterest).digests
    assert OLD in Look(SHOP, Requested(OLD)).read(ImagesOfInterest).digests


def test_twelve_images_are_enough() -> None:
    """What runs comes first; the rest is cut."""
    many: list[Mapping[str, Any]] = [
        {"imageDigest": f"sha256:{i:064}", "imageTags": [f"v1.2.0-{i}"], "imagePushedAt": "2026-01-01T00:00:00Z"}
        for i in range(30)
    ]
    look = Look({**SHOP, "ecr:DescribeImages": {"imageDetails": many}}, Requested("v1.2.0"))
    interest = look.read(ImagesOfInterest)
    assert len(interest.places) == MOST
    assert interest.places[0][1] == INDEX


def test_a_manifest_that_is_no_json_is_a_gap() -> None:
    """A broken manifest is a gap of its own; it takes nothing else with it."""
    broken = {"imageId": {"imageDigest": INDEX}, "imageManifest": "{", "imageManifestMediaType": "x"}
    manifests = Look({**SHOP, "ecr:BatchGetImage": {"images": [broken]}}).read(Manifests)
    assert [gap.reason for gap in manifests.gaps] == ["Malformed"]


def test_manifests_say_what_they_accept() -> None:
    """All four media types are accepted, and images are asked for by digest, so that ECR translates nothing."""
    look = Look(SHOP)
    look.read(Manifests)
    (first, *_) = [params for _, operation, params in look.aws.asked if operation == "ecr:BatchGetImage"]
    assert len(first["acceptedMediaTypes"]) == 4
    assert json.dumps(first["imageIds"]) == json.dumps([{"imageDigest": INDEX}])
