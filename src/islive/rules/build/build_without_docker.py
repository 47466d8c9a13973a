"""There is no Docker in the build."""

import re
from collections.abc import Iterator

from islive.facts.build_project import BuildProject
from islive.facts.builds import Build
from islive.facts.failed_build import FailedBuild
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.starting_builds import start_again

NO_DAEMON = re.compile(
    r"[Cc]annot connect to the Docker daemon|docker: (?:command )?not found|failed to connect to the docker API"
)


@rule(
    stage=Stage.BUILD, severity=Severity.HIGH, explains=("build-failed", "version-image-missing", "push-found-no-image")
)
def build_without_docker(failed: FailedBuild, project: BuildProject | Gap) -> Iterator[Sighting]:
    """The build has no Docker daemon: the project's privileged mode is off.

    ## What it means

    `docker build` needs a Docker daemon, and CodeBuild starts one only in a project with privileged mode. Without it
    every docker command answers `Cannot connect to the Docker daemon`, also the login before the push, which then
    looks like a problem of the registry.

    ## Why it happens

    - The project was made by template or script, where privileged mode is off by default.
    - A change of the environment or of the compute type turned it off.
    - The build image is one of your own, in which nothing starts `dockerd`; privileged mode alone does not help there.

    ## What to do

    1. Turn privileged mode on; the remedy says how.
    2. With a build image of your own, start `dockerd` in the buildspec's install phase.
    3. Start the build again; the commit need not change.

    ## References

    - Docker in CodeBuild: https://docs.aws.amazon.com/codebuild/latest/userguide/sample-docker.html
    - Troubleshooting: https://docs.aws.amazon.com/codebuild/latest/userguide/troubleshooting.html
    - API shape ProjectEnvironment (privilegedMode):
      https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectEnvironment.html
    """
    line = next((line.strip() for line in failed.lines if NO_DAEMON.search(line)), None)
    if failed.build is None or line is None:
        return
    off = isinstance(project, BuildProject) and project.privileged is False
    name = (project.name if isinstance(project, BuildProject) else None) or failed.build.id.partition(":")[0]
    mode = (
        (Citation("codebuild:BatchGetProjects", f"projects[{name}].environment.privilegedMode", "false"),)
        if off
        else ()
    )
    why = f"{name} has privilegedMode false, expected true" if off else f"nothing starts dockerd in {name}"
    yield Sighting(
        subject=failed.build.id,
        summary=f"the build has no Docker daemon: {why}",
        because=(Citation("logs:GetLogEvents", "events[].message", line), *mode),
        remedies=(_remedy(name, failed.build, off=off),),
    )


def _remedy(name: str, build: Build, *, off: bool) -> Remedy:
    says = (
        f"Turn on privileged mode in the environment of {name} (template: PrivilegedMode: true): `aws codebuild "
        f'update-project --name {name} --environment "$(aws codebuild batch-get-projects --names {name} --query '
        "'projects[0].environment' --output json | jq -c '.privilegedMode = true')\"`."
        if off
        else "Start `dockerd` in the install phase of the buildspec, and turn privileged mode on, if it is off."
    )
    return Remedy("give the build a Docker daemon", Risk.MANUAL, steps=(Step(says), start_again(build)))
