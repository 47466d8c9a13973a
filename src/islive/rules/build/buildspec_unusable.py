"""CodeBuild finds no buildspec, or none that it can read."""

import re
from collections.abc import Iterator
from textwrap import shorten

from islive.facts.build_project import BuildProject
from islive.facts.builds import Build
from islive.facts.failed_build import FailedBuild
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.starting_builds import start_build

CODE = "YAML_FILE_ERROR"
MISSING = re.compile(r"does not exist|no such file", re.IGNORECASE)


@rule(stage=Stage.BUILD, severity=Severity.HIGH, explains=("build-failed", "version-image-missing"))
def buildspec_unusable(failed: FailedBuild, project: BuildProject | Gap) -> Iterator[Sighting]:
    """The build has no buildspec that CodeBuild can use.

    ## What it means

    CodeBuild downloaded the source and did not find the buildspec where the project says it is, or could not make
    sense of it. Not one command was run. The phase says `YAML_FILE_ERROR`.

    ## Why it happens

    - The file was renamed, moved into a folder, or never committed on this branch or tag.
    - It is called `buildspec.yaml` or `buildspec.yml`, and the project (or CodeBuild's default, `buildspec.yml` in the
      root) has it the other way.
    - An edit broke its YAML, or it names phases, fields or runtime versions that the build image does not know.

    ## What to do

    1. Look at the path in the project: `aws codebuild batch-get-projects`, `source.buildspec`.
    2. Commit the file there, or point the project to where it is.
    3. Where it is invalid, mend what the message names; version 0.2 is the current one.

    ## References

    - Buildspec: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
    - Troubleshooting: https://docs.aws.amazon.com/codebuild/latest/userguide/troubleshooting.html
    - API shape ProjectSource: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectSource.html
    """
    build, phase = failed.build, failed.phase
    if build is None or phase is None or not (phase.code == CODE or CODE in phase.message):
        return
    where = _where(project)
    missing = MISSING.search(phase.message)
    told = f"expected {where} in the source" if missing else shorten(phase.message, 120, placeholder=" …")
    yield Sighting(
        subject=build.id,
        summary=f"the build {'found no buildspec' if missing else 'cannot use its buildspec'}: {CODE}, {told}",
        because=(failed.because,),
        remedies=(_remedy(where, build, missing=bool(missing)),),
    )


def _where(project: BuildProject | Gap) -> str:
    named = None if isinstance(project, Gap) else project.buildspec
    return named if named and "\n" not in named else "buildspec.yml"


def _remedy(where: str, build: Build, *, missing: bool) -> Remedy:
    if missing:
        says = (
            f"Commit {where} at that path, or let the project's source.buildspec name the file that is there: "
            "`git ls-files "
            "'*buildspec*'`."
        )
    else:
        says = (
            f"Mend what the message names in {where}, check it with `python3 -c 'import yaml; "
            f'yaml.safe_load(open("{where}"))\'`, and push.'
        )
    again = start_build(build.id.partition(":")[0], "COMMIT", "Start a build of the new commit.")
    return Remedy("give the project a buildspec that it can use", Risk.MANUAL, steps=(Step(says), again))
