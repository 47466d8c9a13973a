"""The build role: may it push? Asked only when a build failed."""

from dataclasses import dataclass

from islive.facts.build_project import BuildProject
from islive.facts.builds import Builds
from islive.facts.commits import Commits, wanted_commit
from islive.facts.images import repository_arn
from islive.facts.permissions import Pair, Permissions, simulate
from islive.facts.service import Service
from islive.facts.task_definitions import TaskDefinitions
from islive.model.collector import collects
from islive.model.doors import Aws
from islive.model.evidence import Gap
from islive.model.target import Requested

PUSH_ACTIONS = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:InitiateLayerUpload",
    "ecr:UploadLayerPart",
    "ecr:CompleteLayerUpload",
    "ecr:PutImage",
)


@dataclass(frozen=True, slots=True)
class BuildRole:
    """The push permissions of the project's service role on the service's repository; None where not asked."""

    permissions: Permissions | None


@collects("iam:SimulatePrincipalPolicy")
def collect(
    aws: Aws,
    service: Service,
    task_definitions: TaskDefinitions,
    build_project: BuildProject,
    builds: Builds,
    commits: Commits | Gap,
    requested: Requested,
) -> BuildRole:
    """Ask, if the newest build of the commit (or of all, where none is known) is broken."""
    build = builds.newest_of(wanted_commit(commits, requested))
    revision = task_definitions.get(service.primary.task_definition)
    if build is None or not build.broken or revision is None or not build_project.service_role:
        return BuildRole(None)
    own = revision.containers[0].image
    if not own.account:
        return BuildRole(None)
    pairs = [Pair(action, repository_arn(own)) for action in PUSH_ACTIONS]
    return BuildRole(simulate(aws, build_project.service_role, pairs))
