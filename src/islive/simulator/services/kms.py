"""Key Management Service: https://docs.aws.amazon.com/kms/latest/APIReference/."""

import json

from islive.simulator.names import Json
from islive.simulator.refusal import Refusal
from islive.simulator.resources.kms import find
from islive.simulator.world import World


def describe_key(world: World, params: Json) -> Json:
    """What is known about a key, also one that is about to be deleted."""
    asked = params.get("KeyId", "")
    key = find(world.keys, asked)
    if key is None:
        arn = asked if asked.startswith("arn:") else world.scope.arn("kms", f"key/{asked}")
        raise Refusal("NotFoundException", f"Key '{arn}' does not exist")
    return {"KeyMetadata": {name: value for name, value in key.items() if name not in ("aliases", "policy")}}


def get_key_policy(world: World, params: Json) -> Json:
    """The policy of a key: the one that it gets where nobody gives it another leaves all to IAM."""
    asked = params.get("KeyId", "")
    key = find(world.keys, asked)
    if key is None:
        raise Refusal("NotFoundException", f"Key '{asked}' does not exist")
    return {"Policy": json.dumps(key["policy"]), "PolicyName": "default"}
