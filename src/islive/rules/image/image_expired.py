"""The image was there, and the repository's lifecycle policy has removed it."""

from collections.abc import Iterator

from islive.facts.archived_images import ArchivedImages
from islive.facts.builds import Build, Builds
from islive.facts.lifecycle_policies import LifecyclePolicies, LifecyclePolicy
from islive.facts.missing_images import MissingImage, MissingImages
from islive.facts.versions import same
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.starting_builds import start_again


@rule(
    stage=Stage.IMAGE,
    severity=Severity.CRITICAL,
    root=False,
    explains=("image-not-found", "version-image-missing", "tasks-failed-to-start"),
)
def image_expired(
    missing: MissingImages, policies: LifecyclePolicies, builds: Builds | Gap, archived: ArchivedImages | Gap
) -> Iterator[Sighting]:
    """The image was in the registry, and its lifecycle policy removed it.

    ## What it means

    ECS recorded the digest of the image when it deployed it, or a build recorded that it pushed it; the registry does
    not have that digest any more, and the repository has a lifecycle policy. ECR does not know what ECS runs: a policy
    expires images in use like any others, within a day after they match. Tasks that run go on; no new one can start.

    It is *likely*: somebody may have deleted the image by hand, too. CloudTrail tells them apart (the event
    PolicyExecutionEvent, or BatchDeleteImage).

    ## Why it happens

    - A rule counts all images of the repository, and other branches or a cache pushed many.
    - A rule expires by age, counted from the push, and the version was deployed long after its build.
    - A tag was moved to a newer image, which left the deployed one untagged, and untagged ones expire first.

    ## What to do

    1. Build the version's commit again and deploy the new digest; an expired image cannot be brought back.
    2. Let the policy keep releases: a rule of its own for their tags, with a higher count and a lower priority number.
    3. Keep a tag such as `live-<service>` on what is deployed, and preview a policy before it is put
       (`aws ecr start-lifecycle-policy-preview`).

    ## References

    - Lifecycle policies: https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
    - Their properties: https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
    - How ECS resolves tags: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    """
    for one in missing.images:
        policy = policies.of(one.repository.key)
        pushed = _pushed_by(one, builds)
        digest = one.digest or (_gone(pushed, one) if pushed else None)
        if policy and digest and digest not in _kept(archived):
            yield _sighting(one, policy, digest, pushed)


def _kept(archived: ArchivedImages | Gap) -> frozenset[str]:
    return frozenset() if isinstance(archived, Gap) else frozenset(image.digest for image in archived.images)


def _pushed_by(one: MissingImage, builds: Builds | Gap) -> Build | None:
    """The build that says that it pushed the image: by its digest, or by the name that it was started for."""
    known = () if isinstance(builds, Gap) else builds.builds
    wanted = one.digest or one.reference.digest
    for build in known:
        named = same((build.source_version or "").rsplit("/", 1)[-1], one.reference.tag or "")
        if build.status == "SUCCEEDED" and (wanted in build.digests if wanted else named and _gone(build, one)):
            return build
    return None


def _gone(build: Build, one: MissingImage) -> str | None:
    """The digest that the build exported, if the repository does not have it."""
    return next((each for each in sorted(build.digests) if one.repository.with_digest(each) is None), None)


def _sighting(one: MissingImage, policy: LifecyclePolicy, digest: str, pushed: Build | None) -> Sighting:
    by = f"build {pushed.id} pushed it on {(pushed.ended_at or pushed.started_at):%Y-%m-%d}" if pushed else "ECS had it"
    rules = "; ".join(policy.rules) or "nothing that islive understands"
    return Sighting(
        subject=one.reference.text,
        summary=f"image {one.short.partition('@')[0]} has expired: {by} as {digest[:19]}, the registry has it no more; "
        f"lifecycle policy: {rules}",
        because=(*_cited(one, digest, pushed), Citation("ecr:GetLifecyclePolicy", "lifecyclePolicyText", policy.text)),
        certainty=Certainty.LIKELY,
        remedies=_remedies(one, pushed),
    )


def _cited(one: MissingImage, digest: str, pushed: Build | None) -> Iterator[Citation]:
    if pushed:
        yield Citation("codebuild:BatchGetBuilds", f"builds[{pushed.id}].exportedEnvironmentVariables", digest)
    else:
        yield Citation("ecs:DescribeServiceRevisions", f"containerImages[{one.container}].imageDigest", digest)
    tags = ", ".join(tag for image in one.repository.images for tag in image.tags)
    yield Citation("ecr:DescribeImages", "imageDetails[].imageTags", tags or "[]")


def _remedies(one: MissingImage, pushed: Build | None) -> tuple[Remedy, ...]:
    says = f"Build the commit of {one.short} again, push it, and deploy the new digest; nothing brings it back."
    again = start_again(pushed, says)
    keep = Step(
        f"Give the lifecycle policy of {one.repository.name} a rule of its own for release tags, with a lower priority "
        "number, and try it with `aws ecr start-lifecycle-policy-preview`."
    )
    return (
        Remedy("build the expired image again", Risk.MANUAL, steps=(again,)),
        Remedy("keep releases out of the lifecycle policy", Risk.MANUAL, Horizon.LATER, (keep,)),
    )
