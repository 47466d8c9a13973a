"""The build pushes to a repository that does not exist."""

import re
from collections.abc import Iterator

from islive.facts.builds import Build
from islive.facts.failed_build import FailedBuild
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.starting_builds import start_again

UNKNOWN = re.compile(
    r"The repository with name '(?P<name>[^']+)' does not exist in the registry with id '(?P<account>[^']+)'"
)
# A name that holds a host was put behind another host: the variable is the whole address already.
HOST = re.compile(r"^[\w.-]+\.(?:amazonaws\.com|ecr\.aws)(?:\.cn)?/|^public\.ecr\.aws/")


@rule(stage=Stage.PUSH, severity=Severity.HIGH, explains=("build-failed", "version-image-missing"))
def push_repository_missing(failed: FailedBuild) -> Iterator[Sighting]:
    """The build pushes to a repository that the registry does not have.

    ## What it means

    The image was built and the login worked, and ECR has no repository of the name that is pushed to. ECR makes none by
    itself, unless a repository creation template says so.

    ## Why it happens

    - The repository was never created in this account or region, or was deleted.
    - The name is wrong: a folder is missing (`web` for `shop/web`), or the variable holds the whole address and another
      host was put before it.
    - The login and the push go to another account or region than was meant.

    ## What to do

    1. Compare the name and the account in the finding with `aws ecr describe-repositories`.
    2. Correct the name in the buildspec, or create the repository, and start the build again.

    ## References

    - Creating a repository: https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-create.html
    - Creation templates: https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html
    - Docker's errors with ECR: https://docs.aws.amazon.com/AmazonECR/latest/userguide/common-errors-docker.html
    """
    found = next(((line.strip(), match) for line in failed.lines if (match := UNKNOWN.search(line))), None)
    if failed.build and found:
        line, match = found
        name, account = match["name"], match["account"]
        yield Sighting(
            subject=failed.build.id,
            summary=f"the build pushes to {name}, and registry {account} has no such repository{_hint(name)}",
            because=(Citation("logs:GetLogEvents", "events[].message", line),),
            remedies=(_remedy(name, failed.build),),
        )


def _hint(name: str) -> str:
    return ": the name is a whole address, expected what follows its host" if HOST.search(name) else ""


def _remedy(name: str, build: Build) -> Remedy:
    if HOST.search(name):
        says = f"Push to `{name}` as it is in the buildspec, with no other host before it: it is an address already."
    else:
        says = (
            f"Correct {name} in the buildspec, or create it with `aws ecr create-repository --repository-name {name}`."
        )
    return Remedy("push to a repository that exists", Risk.MANUAL, steps=(Step(says), start_again(build)))
