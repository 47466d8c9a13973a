"""CodeBuild: https://docs.aws.amazon.com/codebuild/latest/APIReference/."""

from islive.simulator.living import building, webhooks
from islive.simulator.names import Json
from islive.simulator.paging import Pages
from islive.simulator.refusal import Refusal, at_most
from islive.simulator.world import World, alive

_PAGES = Pages(default=100, largest=100, bad_token="InvalidInputException")


def list_projects(world: World, params: Json) -> Json:
    """The names of all build projects."""
    return _page(world, params, "projects", sorted(world.codebuild.projects))


def batch_get_projects(world: World, params: Json) -> Json:
    """Projects by name, at most 100."""
    return _batch(world.codebuild.projects, params.get("names", []), "projects")


def list_builds_for_project(world: World, params: Json) -> Json:
    """The ids of a project's builds, newest first unless asked otherwise."""
    project, builds = params.get("projectName", ""), world.codebuild.builds
    if project not in world.codebuild.projects:
        arn = world.scope.arn("codebuild", f"project/{project}")
        raise Refusal("ResourceNotFoundException", f"The provided project {arn} does not exist")
    own = [build for build in builds.values() if build["projectName"] == project]
    own.sort(key=lambda build: build["startTime"], reverse=params.get("sortOrder") != "ASCENDING")
    return _page(world, params, "ids", [build["id"] for build in own])


def batch_get_builds(world: World, params: Json) -> Json:
    """Builds by id or ARN, at most 100."""
    asked: list[str] = params.get("ids", [])
    return _batch(world.codebuild.builds, [it.rpartition("build/")[2] for it in asked], "builds")


def start_build(world: World, params: Json) -> Json:
    """Begin a build, in a world that lives."""
    living = alive(world, "codebuild:StartBuild")
    id = building.start_build(living, params)
    return {"build": living.world.codebuild.builds[id]}


def create_webhook(world: World, params: Json) -> Json:
    """Let pushes start builds of a project, in a world that lives."""
    return {"webhook": webhooks.create_webhook(alive(world, "codebuild:CreateWebhook"), params)}


def _page(world: World, params: Json, key: str, items: list[str]) -> Json:
    page = _PAGES.of(items, None, params.get("nextToken"), world.page_size)
    return {key: page.items, "nextToken": page.next_token}


def _batch(known: dict[str, Json], asked: list[str], key: str) -> Json:
    at_most(100, asked, "InvalidInputException", f"Invalid {key} specified: at most 100 are accepted")
    return {
        key: [known[name] for name in asked if name in known],
        f"{key}NotFound": [name for name in asked if name not in known],
    }
