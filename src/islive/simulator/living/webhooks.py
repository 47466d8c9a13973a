"""CreateWebhook: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateWebhook.html."""

from islive.simulator.living.living import Living
from islive.simulator.names import Json, hexadecimal, present
from islive.simulator.refusal import Refusal

# https://docs.aws.amazon.com/codebuild/latest/userguide/webhooks.html
_HOSTS = {"GITHUB": "https://api.github.com/repos", "BITBUCKET": "https://api.bitbucket.org/2.0/repositories"}
# https://docs.aws.amazon.com/codebuild/latest/APIReference/API_WebhookFilter.html
_EVENT = "EVENT"


def create_webhook(living: Living, params: Json) -> Json:
    """Let pushes start builds of a project; the webhook. Raises Refusal."""
    name = params["projectName"]
    known = living.world.codebuild.projects
    if name not in known:
        arn = living.world.scope.arn("codebuild", f"project/{name}")
        raise Refusal("ResourceNotFoundException", f"Project cannot be found: {arn}")
    source: Json = known[name]["source"]
    if "webhook" in known[name]:
        raise Refusal("ResourceAlreadyExistsException", f"Project {name} already has a webhook.")
    if source["type"] not in _HOSTS:
        raise Refusal("InvalidInputException", f"Project source type {source['type']} does not support webhooks.")
    groups: list[list[Json]] = params.get("filterGroups", [])
    if any(sum(it.get("type") == _EVENT for it in group) != 1 for group in groups):
        raise Refusal("InvalidInputException", "A filter group must have exactly one EVENT filter.")
    path = str(source.get("location", "")).removesuffix(".git").partition("://")[2].partition("/")[2]
    id = int(hexadecimal(f"{living.engine.seed} webhook {name}", 7), 16)
    webhook = {"url": f"{_HOSTS[source['type']]}/{path}/hooks/{id}", "status": "ACTIVE"}
    webhook |= present({"filterGroups": groups or None, "branchFilter": params.get("branchFilter")})
    living.change({"aws": {"codebuild": {"projects": {name: {"webhook": webhook}}}}})
    return webhook
