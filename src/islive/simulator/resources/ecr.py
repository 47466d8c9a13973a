"""Repositories and images, from the world's `aws.ecr` section."""

import json
from dataclasses import dataclass, field

from islive.simulator.images import Image, blobs, read_image
from islive.simulator.names import Json, Scope
from islive.simulator.references import follow


@dataclass(frozen=True)
class Repository:
    """A repository as DescribeRepositories shows it, and its images: all of them, and by the world's key."""

    description: Json
    images: list[Image]
    by_key: dict[str, Image]
    lifecycle: str | None = None
    policy: str | None = None


@dataclass(frozen=True)
class Ecr:
    """The account's registry: repositories by name, downloadable blobs by digest."""

    repositories: dict[str, Repository] = field(default_factory=dict[str, Repository])
    blobs: dict[str, str] = field(default_factory=dict[str, str])
    pull_through: list[Json] = field(default_factory=list[Json])

    def digest_of(self, reference: str, where: str) -> str:
        """The digest of the image that `repository@key` refers to."""
        name, _, key = reference.partition("@")
        repository = follow(self.repositories, name, "repository", where)
        return follow(repository.by_key, key, f"image of {name}", where).digest


def read(scope: Scope, section: Json) -> Ecr:
    """The registry that the world describes."""
    repositories = {
        name: _repository(scope, name, document) for name, document in section.get("repositories", {}).items()
    }
    images = (image for repository in repositories.values() for image in repository.images)
    rules = section.get("pullThroughCacheRules", {})
    return Ecr(repositories, blobs(images), [_rule(scope, prefix, rule) for prefix, rule in sorted(rules.items())])


def _rule(scope: Scope, prefix: str, rule: Json) -> Json:
    created = {"createdAt": "2024-01-01T00:00:00Z", "registryId": scope.account}
    return {"ecrRepositoryPrefix": prefix, "upstreamRegistryUrl": rule["upstreamRegistryUrl"], **created}


def _repository(scope: Scope, name: str, document: Json) -> Repository:
    images = {key: read_image(key, image) for key, image in document.get("images", {}).items()}
    description = {
        "repositoryArn": scope.arn("ecr", f"repository/{name}"),
        "registryId": scope.account,
        "repositoryName": name,
        "repositoryUri": f"{scope.registry}/{name}",
        "createdAt": document.get("createdAt", "2024-01-01T00:00:00Z"),
        "imageTagMutability": document.get("imageTagMutability", "MUTABLE"),
        **_excluded(document.get("imageTagMutabilityExclusionFilters", [])),
        "imageScanningConfiguration": {"scanOnPush": False},
        "encryptionConfiguration": {"encryptionType": "AES256"},
    }
    everything = [image for family in images.values() for image in family if not image.document.get("deleted")]
    return Repository(
        description,
        everything,
        {key: family[0] for key, family in images.items()},
        _text(document.get("lifecyclePolicy")),
        _text(document.get("policy")),
    )


def _excluded(filters: list[str]) -> Json:
    listed = [{"filterType": "WILDCARD", "filter": it} for it in filters]
    return {"imageTagMutabilityExclusionFilters": listed} if listed else {}


def _text(policy: Json | None) -> str | None:
    """ECR keeps policies as the text that they were put as."""
    return None if policy is None else json.dumps(policy)
