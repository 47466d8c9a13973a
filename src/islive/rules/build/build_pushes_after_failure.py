"""The buildspec pushes even when the build before it failed."""

from collections.abc import Iterator

from islive.facts.build_project import BuildProject
from islive.facts.buildspec import PUSH
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.file_changes import diff, replaced

GUARD = """- '[ "$CODEBUILD_BUILD_SUCCEEDING" = 1 ] || exit 1'"""


@rule(stage=Stage.BUILD, severity=Severity.MEDIUM, root=False)
def build_pushes_after_failure(project: BuildProject) -> Iterator[Sighting]:
    """The buildspec pushes the image even after the build of it failed.

    ## What it means

    CodeBuild runs POST_BUILD also when BUILD failed, and this buildspec pushes there without looking. Two things
    come of it. With nothing built, the push fails with a message of its own, which is the last one in the log and is
    easily taken for the cause. And where an older image with that tag is still in the build host's cache, the push
    succeeds: an old image goes out under a new name.

    ## Why it happens

    The sample buildspecs push in `post_build`, and most buildspecs began as a copy of one.

    ## What to do

    Either of these is enough:

    - Under `phases: build:` write `on-failure: ABORT`, so that nothing runs after a failed BUILD.
    - As the first command of `post_build`: `- '[ "$CODEBUILD_BUILD_SUCCEEDING" = 1 ] || exit 1'`.

    CodeBuild sets that variable to 0 as soon as a phase has failed. Better still, push in `build`, on the line after
    the `docker build`: a command that fails ends its phase.

    ## References

    - Buildspec, on-failure: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
    - CODEBUILD_BUILD_SUCCEEDING: https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
    - Build phase transitions: https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
    """
    if project.name is None or not project.pushes_after_failure:
        return
    line = _push(project.buildspec or "")
    yield Sighting(
        subject=project.name,
        summary=f"post_build pushes even after a failed build: {project.name} runs "
        f"{line.removeprefix('- ')}, expected on-failure: ABORT before it",
        because=(Citation("codebuild:BatchGetProjects", f"projects[{project.name}].source.buildspec", line),),
        remedies=(_remedy(project.buildspec or ""),),
    )


def _push(buildspec: str) -> str:
    _, _, after = buildspec.partition("post_build")
    return next((line.strip() for line in after.splitlines() if PUSH.search(line)), "docker push")


def _remedy(buildspec: str) -> Remedy:
    abort = Step(
        "In the buildspec, under `phases: build:`, add the line `on-failure: ABORT`.",
        document=diff("buildspec.yml", buildspec, _aborting(buildspec)),
    )
    guard = Step(f"Or add the line `{GUARD}` as the first of the commands of `post_build`.")
    return Remedy("push only what was built", Risk.MANUAL, Horizon.LATER, steps=(abort, guard))


def _aborting(buildspec: str) -> str:
    """With the line as the first under `build:`, as deep as what stands there."""
    lines = buildspec.splitlines()
    for number, line in enumerate(lines[:-1], start=1):
        if line.strip() == "build:":
            deep = len(lines[number]) - len(lines[number].lstrip())
            return replaced(buildspec, number, f"{line}\n{' ' * deep}on-failure: ABORT")
    return buildspec
