"""CodeBuild could not get the source."""

import re
from collections.abc import Iterator
from textwrap import shorten

from islive.facts.build_project import BuildProject
from islive.facts.builds import Build
from islive.facts.failed_build import FailedBuild
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.starting_builds import start_again

PHASE = "DOWNLOAD_SOURCE"
NO_REF = re.compile(
    r"reference not found|couldn't find remote ref|Invalid object name|not a valid commit", re.IGNORECASE
)
# The buildspec is looked for in the same phase, and is another finding.
BUILDSPEC = "YAML_FILE_ERROR"


@rule(stage=Stage.BUILD, severity=Severity.HIGH, explains=("build-failed", "version-image-missing"))
def build_source_refused(failed: FailedBuild, project: BuildProject | Gap) -> Iterator[Sighting]:
    """The build could not get its source: the repository refused it, or does not have the ref.

    ## What it means

    The phase DOWNLOAD_SOURCE failed: CodeBuild asked the source provider for the commit, and was refused or told that
    there is no such thing. Nothing was built, and CodeBuild never learned which commit it was about.

    ## Why it happens

    - The connection or token to GitHub, GitLab or Bitbucket was revoked, has expired, or belongs to somebody who left.
    - The repository was renamed, moved or made private, or the app that CodeBuild uses lost access to it.
    - The tag or branch was deleted, or was pushed to another repository than the project builds.
    - The project's service role may not use the connection (codeconnections:UseConnection), or not read the bucket.

    ## What to do

    1. Read the quoted message: *not found* about the reference is a wrong name; everything else is access.
    2. Renew the connection: CodeBuild console → the project → source, or Developer Tools → Settings → Connections.
    3. Start the build again; the commit need not change.

    ## References

    - Access to sources: https://docs.aws.amazon.com/codebuild/latest/userguide/access-tokens.html
    - Troubleshooting: https://docs.aws.amazon.com/codebuild/latest/userguide/troubleshooting.html
    - Source versions: https://docs.aws.amazon.com/codebuild/latest/userguide/sample-source-version.html
    """
    build, phase = failed.build, failed.phase
    if (
        build is None
        or phase is None
        or phase.type != PHASE
        or BUILDSPEC in (phase.code, phase.message[: len(BUILDSPEC)])
    ):
        return
    where = _where(project)
    asked = build.source_version or "its source"
    no_ref = NO_REF.search(phase.message)
    told = f"{where} has no {asked}" if no_ref else f"{where} refused {asked}"
    yield Sighting(
        subject=build.id,
        summary=f"the build could not get its source: {told}; "
        f"{shorten(phase.message or phase.code, 120, placeholder=' …')}",
        because=(failed.because,),
        certainty=Certainty.CONFIRMED if failed.certain else Certainty.LIKELY,
        remedies=(_remedy(where, asked, build, no_ref=bool(no_ref)),),
    )


def _where(project: BuildProject | Gap) -> str:
    location = None if isinstance(project, Gap) else project.source_location
    return (location or "the source").removeprefix("https://").removesuffix(".git")


def _remedy(where: str, asked: str, build: Build, *, no_ref: bool) -> Remedy:
    again = start_again(build)
    if no_ref:
        push = Step(f"Push it to {where} with `git push origin {asked}`, or start the build for a ref that it has.")
        return Remedy(f"give {where} the ref that is built", Risk.MANUAL, steps=(push,))
    renew = Step(
        f"Renew what the project reads {where} with: `aws codebuild list-source-credentials` and `aws codeconnections "
        "list-connections` show it; the project's role must be allowed to use it."
    )
    return Remedy("let the build read its source", Risk.MANUAL, steps=(renew, again))
