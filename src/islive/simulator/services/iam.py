"""Identity and Access Management: https://docs.aws.amazon.com/IAM/latest/APIReference/."""

import json
from urllib.parse import quote

from islive.simulator.names import Json
from islive.simulator.paging import Pages
from islive.simulator.policy import decide
from islive.simulator.refusal import Refusal
from islive.simulator.resources.iam import Role
from islive.simulator.world import World

_PAGES = Pages(default=100, largest=1000, bad_token="InvalidInput")


def get_role(world: World, params: Json) -> Json:
    """A role with its trust policy, URL-encoded as IAM gives every policy."""
    name = params.get("RoleName", "")
    if name not in world.roles:
        raise Refusal("NoSuchEntity", f"The role with name {name} cannot be found.", 404)
    description = world.roles[name].description
    trust = quote(json.dumps(description["AssumeRolePolicyDocument"]), safe="")
    return {"Role": description | {"AssumeRolePolicyDocument": trust}}


def simulate_principal_policy(world: World, params: Json) -> Json:
    """What a role's policies decide, one result for each action and resource (`*` when none is named)."""
    role = _role(world, params.get("PolicySourceArn", ""))
    results = [
        _result(role, action, resource)
        for action in params.get("ActionNames", [])
        for resource in params.get("ResourceArns", ["*"])
    ]
    page = _PAGES.of(results, params.get("MaxItems"), params.get("Marker"), world.page_size)
    return {
        "EvaluationResults": page.items,
        "IsTruncated": page.next_token is not None,
        "Marker": page.next_token,
    }


def _role(world: World, arn: str) -> Role:
    for role in world.roles.values():
        if role.description["Arn"] == arn:
            return role
    raise Refusal("NoSuchEntity", f"The role with name {arn.rpartition('/')[2]} cannot be found.", 404)


def _result(role: Role, action: str, resource: str) -> Json:
    decision = decide(role.policies, action, resource)
    return {
        "EvalActionName": action,
        "EvalResourceName": resource,
        "EvalDecision": decision.word,
        "MatchedStatements": [
            {"SourcePolicyId": policy.name, "SourcePolicyType": policy.kind} for policy in decision.policies
        ],
        "MissingContextValues": [],
    }
