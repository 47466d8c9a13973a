"""What tags, manifests, builds and ECS's own record claim of an image."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from islive.facts.builds import Build, Builds
from islive.facts.claim import Claim
from islive.facts.image_manifest import own_labels
from islive.facts.image_reference import image_reference
from islive.facts.images import Image
from islive.facts.manifests import Manifest
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.versions import commit_in, is_floating, is_version
from islive.model.citation import Citation
from islive.model.evidence import Gap

# OCI image specification, "Pre-Defined Annotation Keys"; label-schema.org; and what people write themselves.
COMMIT_NAMES = ("org.opencontainers.image.revision", "org.label-schema.vcs-ref", "git_commit", "git-commit", "vcs-ref")
VERSION_NAMES = ("org.opencontainers.image.version", "org.label-schema.version", "version")


def of_tags(image: Image | None) -> Iterator[Claim]:
    """A tag that is a commit or a version name; a floating one claims nothing."""
    for tag in image.tags if image else ():
        cited = Citation("ecr:DescribeImages", "imageDetails[].imageTags", tag)
        yield from _of_text("tag", tag, cited)


def _of_text(source: str, text: str, cited: Citation) -> Iterator[Claim]:
    if is_version(text):
        yield Claim(source, "version", text, cited)
    elif (commit := commit_in(text)) and not is_floating(text):
        yield Claim(source, "commit", commit, cited)
    elif text and not is_floating(text):
        yield Claim(source, "name", text, cited)


def of_manifest(digest: str, manifest: Manifest | None) -> Iterator[Claim]:
    """What is baked into the image."""
    if manifest is None:
        return
    where = f"images[{digest}].imageManifest.annotations"
    yield from _of_names("annotation", manifest.annotations, "ecr:BatchGetImage", where)
    if not isinstance(manifest.labels, Gap):
        labels = own_labels(manifest.labels)
        yield from _of_names("label", labels, "ecr:GetDownloadUrlForLayer", "blob.config.Labels")


def _of_names(source: str, said: Mapping[str, str], operation: str, where: str) -> Iterator[Claim]:
    for name in COMMIT_NAMES:
        if commit := commit_in(said.get(name, "").strip()):
            yield Claim(source, "commit", commit, Citation(operation, f"{where}.{name}", said[name]))
    for name in VERSION_NAMES:
        if (version := said.get(name, "").strip()) and not is_floating(version):
            kind = "version" if is_version(version) else "name"
            yield Claim(source, kind, version, Citation(operation, f"{where}.{name}", said[name]))


def of_builds(digest: str, image: Image | None, builds: Builds | Gap) -> Iterator[Claim]:
    """The commit of the build that exported the digest; else of the only build during which the image was pushed."""
    succeeded = [] if isinstance(builds, Gap) else [one for one in builds.builds if one.status == "SUCCEEDED"]
    exporting = [build for build in succeeded if digest in build.digests]
    during = [build for build in succeeded if image and not build.digests and _was_pushed(image, build)]
    source = "build" if exporting else "build window"
    for build in exporting or (during if len(during) == 1 else ()):
        if build.commit and (commit := commit_in(build.commit)):
            cited = Citation("codebuild:BatchGetBuilds", f"builds[{build.id}].resolvedSourceVersion", build.commit)
            yield Claim(source, "commit", commit, cited)


def _was_pushed(image: Image, build: Build) -> bool:
    return build.ended_at is not None and build.started_at <= image.pushed_at <= build.ended_at


def of_record(recorded: ServiceDeployments, there: Collection[str]) -> Mapping[str, tuple[Claim, ...]]:
    """What ECS resolved references to that no registry tells of: the name that an image had when it was deployed.

    Of registries that cannot be read. Of ECR where it has the image no more: there only as a name to call it by, for
    what its annotations said, which a tag may contradict, is lost.
    """
    said: dict[str, tuple[Claim, ...]] = {}
    for revision in recorded.revisions.values():
        for image in revision.images:
            reference = image_reference(image.reference)
            if image.digest and (not reference.account or image.digest not in there):
                cited = Citation("ecs:DescribeServiceRevisions", "serviceRevisions[].containerImages[]", reference.text)
                claims = _of_text("revision", reference.tag or "", cited)
                called = (replace(one, kind="name", value=reference.tag or "") for one in claims)
                kept = called if reference.account else claims
                said[image.digest] = (*said.get(image.digest, ()), *kept)
    return said
