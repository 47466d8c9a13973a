"""versions-mixed: several versions while nothing is changing."""

from dataclasses import replace
from typing import Any

from islive.facts.claim import Claim
from islive.facts.identity import Identities, Identity
from islive.model.citation import Citation
from islive.rules.tasks.versions_mixed import versions_mixed
from tests.rules.builders_b import (
    DENIED,
    NEW,
    OLD,
    OTHER,
    container,
    deployment,
    only,
    record,
    records,
    revision,
    running,
    service,
    starting,
    task,
    wanted,
)


def runs(id: str, *digests: str | None, **changes: Any) -> Any:
    """A running task whose containers web and proxy have these digests."""
    names = ("web", "proxy")
    pairs = zip(names, digests, strict=False)
    return task(id, containers=tuple(container(name, digest=digest) for name, digest in pairs), **changes)


def see(*tasks: Any, **changes: Any) -> Any:
    """What the rule sees of these tasks, with no deployment under way."""
    facts: dict[str, Any] = {
        "service": service(deployment(desired=3, running=3)),
        "running": running(*tasks),
        "deployments": DENIED,
        "identities": DENIED,
        "wanted": DENIED,
    }
    return versions_mixed.see(**{**facts, **changes})


def said(digest: str, version: str, *aliases: str) -> Identity:
    """An image that says its version, with the digests of the same code."""
    claim = Claim("tag", "version", version, Citation("ecr:DescribeImages", "imageTags", version))
    return Identity(digest, frozenset({digest, *aliases}), (claim,))


def test_tasks_are_counted_by_version() -> None:
    """The most first, each by its name."""
    names = Identities({OLD: said(OLD, "v1"), NEW: said(NEW, "v2")})
    seen = only(see(runs("1", NEW), runs("2", OLD), runs("3", NEW), identities=names))
    assert seen.subject == "shop/web"
    assert seen.summary == (
        "2 versions of container web serve side by side: 2 × v2, 1 × v1, and no deployment is under way"
    )
    assert [one.quote for one in seen.because] == [NEW, OLD]


def test_digests_tell_apart_what_names_do_not() -> None:
    """Two images that call themselves the same, or that nobody knows."""
    same = Identities({OLD: said(OLD, "v1"), NEW: said(NEW, "v1")})
    seen = only(see(runs("1", NEW), runs("2", OLD), identities=same))
    assert ": 1 × v1 (sha256:aaaaaaaaaaaa), 1 × v1 (sha256:bbbbbbbbbbbb), and" in seen.summary
    assert (
        ": 1 × sha256:aaaaaaaaaaaa, 1 × sha256:bbbbbbbbbbbb, and" in only(see(runs("1", NEW), runs("2", OLD))).summary
    )


def test_containers_are_compared_by_name() -> None:
    """An application and its proxy have different images in every task."""
    assert list(see(runs("1", NEW, OTHER), runs("2", NEW, OTHER))) == []
    assert only(see(runs("1", NEW, OTHER), runs("2", NEW, OLD))).subject == "shop/proxy"


def test_an_index_and_its_child_are_one_version() -> None:
    """By the images' identity, or because both are the wanted version."""
    family = Identities({OLD: said(OLD, "v1", NEW), NEW: said(NEW, "v1", OLD)})
    assert list(see(runs("1", OLD), runs("2", NEW), identities=family)) == []
    assert list(see(runs("1", OLD), runs("2", NEW), wanted=wanted("v1", OLD, NEW))) == []


def test_during_a_deployment_two_versions_are_normal() -> None:
    """Whether the service says so or the record does."""
    two = (runs("1", OLD), runs("2", NEW))
    assert list(see(*two, service=service(starting()))) == []
    target = revision(2, NEW)
    assert list(see(*two, deployments=records(record("d2", "IN_PROGRESS", target)))) == []
    assert only(see(*two, deployments=records(record("d2", "SUCCESSFUL", target)))).subject == "shop/web"


def test_what_is_not_known_or_does_not_run_is_no_other_version() -> None:
    """A task without a digest, and one that is still starting."""
    assert list(see(runs("1", NEW), runs("2", None), runs("3", OLD, last_status="PENDING"))) == []


def test_a_task_that_is_the_version_by_half_is_told_once() -> None:
    """Two containers of the service's own, one of them another version, in two tasks alike; a proxy is no half."""
    names = Identities({OLD: said(OLD, "v1"), NEW: said(NEW, "v2")})
    half = replace(wanted("v2", NEW), others=frozenset({OLD}))
    seen = only(see(runs("1", NEW, OLD), runs("2", NEW, OLD), wanted=half, identities=names))
    assert seen.summary.endswith("is only partly v2: container web is v2, container proxy is v1, expected v2 in each")
    assert [one.quote for one in seen.because] == [NEW, OLD]
    assert list(see(runs("1", NEW, OTHER), wanted=half, identities=names)) == []
