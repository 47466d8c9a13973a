"""image-identity-contradicted: the image that carries the version's name is another version."""

from islive.rules.image.image_identity_contradicted import image_identity_contradicted
from tests.rules.builders_a import (
    OLD_COMMIT,
    REFUSED,
    URI,
    claim,
    container,
    definition,
    definitions,
    deployment,
    digest,
    identities,
    only,
    service,
    sightings,
    wanted,
)

TAG = claim("v1.2.0", "tag")
INSCRIPTION = claim("v1.1.0")
BUILT = claim(OLD_COMMIT, "build", "commit")
SAID = identities({"a": [INSCRIPTION, claim("latest", "tag"), TAG]})
REFUTED = wanted(refuted=((digest("a"), INSCRIPTION),))
BESIDE_THE_RIGHT_ONE = wanted(digests=[digest("b")], refuted=((digest("a"), INSCRIPTION),))
DEPLOYED = service(deployment(6))
BY_TAG = definitions(definition(6, container(f"{URI}:v1.2.0")))


def test_the_inscription_refutes_the_tag() -> None:
    """Both claims are quoted, the tag first."""
    seen = only(image_identity_contradicted, REFUTED, SAID, DEPLOYED, BY_TAG)
    assert seen.subject == digest("a")
    assert seen.summary == (
        "the image tagged v1.2.0 is another version: its annotation says version v1.1.0, expected v1.2.0; "
        "sha256:aaaaaaaaaaaa"
    )
    assert seen.because == (TAG.citation, INSCRIPTION.citation)


def test_the_commit_of_the_build_refutes_the_tag() -> None:
    """Commits are compared with commits."""
    seen = only(image_identity_contradicted, wanted(refuted=((digest("a"), BUILT),)), SAID, REFUSED, REFUSED)
    assert "its build says commit 0ddba11, expected c0ffee1" in seen.summary


def test_a_tag_that_no_identity_knows_is_cited_from_the_registry() -> None:
    """The name on the image is ECR's word anyway."""
    seen = only(image_identity_contradicted, REFUTED, identities(), DEPLOYED, BY_TAG)
    tag = seen.because[0]
    assert (tag.operation, tag.path, tag.quote) == (
        "ecr:DescribeImages",
        "imageDetails[sha256:aaaaaaaaaaaa].imageTags",
        "v1.2.0",
    )


def test_the_remedies_never_retag_by_hand() -> None:
    """What made the lie does not mend it."""
    seen = only(image_identity_contradicted, REFUTED, SAID, DEPLOYED, BY_TAG)
    assert [step.operation for remedy in seen.remedies for step in remedy.steps] == ["codebuild:StartBuild", None, None]
    assert "do not retag latest by hand" in seen.remedies[0].steps[1].says


def test_beside_the_right_image_it_matters_where_the_tag_is_deployed() -> None:
    """Another image is the version: the lie keeps it from serving only if the task definition believes the tag."""
    assert only(image_identity_contradicted, BESIDE_THE_RIGHT_ONE, SAID, DEPLOYED, BY_TAG).subject == digest("a")
    pinned = definitions(definition(6, container(f"{URI}:v1.2.0@{digest('b')}")))
    assert sightings(image_identity_contradicted, BESIDE_THE_RIGHT_ONE, SAID, DEPLOYED, pinned) == ()
    other = definitions(definition(6, container(f"{URI}:latest")))
    assert sightings(image_identity_contradicted, BESIDE_THE_RIGHT_ONE, SAID, DEPLOYED, other) == ()
    for unread in ((REFUSED, BY_TAG), (DEPLOYED, REFUSED), (service(), BY_TAG)):
        assert sightings(image_identity_contradicted, BESIDE_THE_RIGHT_ONE, SAID, *unread) == ()


def test_nothing_is_refuted() -> None:
    """A name that nothing contradicts is believed."""
    assert sightings(image_identity_contradicted, wanted(), SAID, DEPLOYED, BY_TAG) == ()
