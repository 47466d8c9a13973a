"""What a person or a pipeline does to ECS and Secrets Manager, with AWS's refusals.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
"""

from islive.simulator.living import balancing, capacity
from islive.simulator.living.attention import look, say
from islive.simulator.living.configuring import check
from islive.simulator.living.living import Living
from islive.simulator.living.rollouts import begin, roll_back
from islive.simulator.living.secret_values import find
from islive.simulator.living.state import Rollout, Service
from islive.simulator.moments import written_at
from islive.simulator.names import Json
from islive.simulator.refusal import Refusal

# The settings that take effect without a deployment, and those that begin one.
_SETTINGS = ("desiredCount", "healthCheckGracePeriodSeconds")
_REDEPLOYING = ("networkConfiguration", "loadBalancers")
_ALSO_STOPPABLE = ("STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS")
_STOPPED = "Service deployment rolled back because StopServiceDeployment was called."


def update_service(living: Living, params: Json) -> str:
    """Change the service's settings, and begin a deployment where the change needs one; the service's key."""
    service = service_of(living, params)
    definition = definition_of(living, params["taskDefinition"]) if "taskDefinition" in params else None
    if int(params.get("desiredCount", 0)) < 0:
        raise Refusal("InvalidParameterException", "desiredCount cannot be negative.")
    before, document = service.primary.definition, service.document
    changes = {name: params[name] for name in (*_SETTINGS, *_REDEPLOYING) if name in params}
    changes |= _deploying_otherwise(living, service, params)
    redeploys = any(changes.get(name, document.get(name)) != document.get(name) for name in _REDEPLOYING)
    document |= changes
    _run_elsewhere(document, capacity.settings(living, service.cluster, params))
    # The same definition again changes nothing: forceNewDeployment is for that.
    if redeploys or params.get("forceNewDeployment") or definition not in (None, before):
        begin(living.engine, service, definition or before)
    living.engine.version += 1
    look(living.engine, service)
    return service.key


def _run_elsewhere(document: Json, settings: Json) -> None:
    """Tasks that start from now on; without a capacity provider the launch type holds again."""
    document |= settings
    if document.get("capacityProvider", "") is None:
        del document["capacityProvider"]


def service_of(living: Living, params: Json) -> Service:
    """The service that the parameters name. Raises Refusal."""
    cluster = last(params.get("cluster", "default"))
    known = living.engine.document.get("aws", {}).get("ecs", {}).get("clusters", {})
    if cluster not in known:
        raise Refusal("ClusterNotFoundException", "Cluster not found.")
    name = last(params.get("service", ""))
    document = known[cluster].get("services", {}).get(name)
    if document is None:
        raise Refusal("ServiceNotFoundException", "Service not found.")
    if document.get("deploymentController") == "CODE_DEPLOY" and {"taskDefinition", "forceNewDeployment"} & set(params):
        says = "Unable to update task definition on services with a CODE_DEPLOY deployment controller."
        raise Refusal("InvalidParameterException", f"{says} Use AWS CodeDeploy to trigger a new deployment.")
    living_ones = living.engine.services
    if f"{cluster}/{name}" not in living_ones:
        raise Refusal(
            "UnknownOperationException", f"The simulator does not bring {name} to life: see docs/simulator.md."
        )
    return living_ones[f"{cluster}/{name}"]


def definition_of(living: Living, asked: str) -> str:
    """The revision that a family, `family:revision` or ARN means: of a bare family its newest ACTIVE one."""
    name = last(asked)
    known = living.world.ecs.task_definitions
    if ":" not in name:
        active = [it for it in known.values() if it["family"] == name and it["status"] == "ACTIVE"]
        newest = max(active, key=lambda it: it["revision"], default=None)
        name = f"{name}:{newest['revision']}" if newest else name
    if name not in known:
        raise Refusal("ClientException", "TaskDefinition not found.")
    if known[name]["status"] != "ACTIVE":
        raise Refusal("ClientException", "TaskDefinition is inactive")
    return name


def _deploying_otherwise(living: Living, service: Service, params: Json) -> Json:
    """Load balancers and deployment configuration, which go together."""
    configuration: Json = service.configuration | params.get("deploymentConfiguration", {})
    strategy, balanced = configuration.get("strategy", "ROLLING"), service.document.get("loadBalancers", {})
    if "deploymentConfiguration" in params:
        check(configuration)
    if "loadBalancers" in params:
        balanced = balancing.document(living.world, params["loadBalancers"], strategy)
    elif "deploymentConfiguration" in params:
        balancing.needed(strategy, {name: it.get("alternate") for name, it in balanced.items()})
    changed = {"loadBalancers": balanced, "deploymentConfiguration": configuration}
    return {name: it for name, it in changed.items() if name in params}


def stop_service_deployment(living: Living, params: Json) -> Json:
    """Roll an unfinished service deployment back.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
    """
    engine = living.engine
    service, rollout = rollout_of(living, params)
    # The API has ABORT too; its reference says that "the valid values are ROLLBACK".
    if params.get("stopType", "ROLLBACK") != "ROLLBACK":
        raise Refusal("InvalidParameterException", "The stop type must be ROLLBACK.")
    if rollout.is_finished:
        raise Refusal("ConflictException", f"The service deployment is already in status {rollout.status}.")
    if rollout.status not in _ALSO_STOPPABLE:
        rollout.status, rollout.updated = "ROLLBACK_REQUESTED", engine.now
        engine.agenda.after(engine.pace.bookkeeping, lambda: _rolled_back(living, service, rollout.id))
        engine.version += 1
    return {"serviceDeploymentArn": params["serviceDeploymentArn"]}


def rollout_of(living: Living, params: Json, says: str = "Service deployment not found.") -> tuple[Service, Rollout]:
    """The service deployment that the parameters name, and its service. Raises Refusal, which `says` so."""
    name = last(params.get("serviceDeploymentArn", ""))
    service = next((it for it in living.engine.services.values() if name in it.rollouts), None)
    if service is None:
        raise Refusal("ServiceDeploymentNotFoundException", says)
    return service, service.rollouts[name]


def _rolled_back(living: Living, service: Service, name: str) -> None:
    rollout, primary = service.rollouts[name], service.primary
    if rollout.status == "ROLLBACK_REQUESTED" and primary.rollout == name:
        primary.state, primary.updated = "FAILED", living.engine.now
        say(living.engine, service, f"(deployment {primary.id}) deployment failed: {_STOPPED}")
        roll_back(living.engine, service, primary, _STOPPED)


def put_secret_value(living: Living, params: Json) -> Json:
    """Give a secret another value: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html."""
    asked = params.get("SecretId", "")
    world = living.world
    found = world.secrets.get(asked) or find(world, asked)
    if found is None:
        raise Refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
    if "DeletedDate" in found.description:
        says = "You can't perform this operation on the secret because it was marked for deletion."
        raise Refusal("InvalidRequestException", says)
    if ("SecretString" in params) == ("SecretBinary" in params):
        raise Refusal("InvalidParameterException", "You must provide either SecretString or SecretBinary.")
    name: str = found.description["Name"]
    changed = {"lastChangedDate": written_at(living.engine.now), "withoutValue": None}
    value = {"value": params.get("SecretString"), "binary": params.get("SecretBinary")}
    living.change({"aws": {"secretsmanager": {"secrets": {name: changed | value}}}})
    secret = living.world.secrets[name]
    return {
        "ARN": secret.description["ARN"],
        "Name": name,
        "VersionId": secret.version,
        "VersionStages": ["AWSCURRENT"],
    }


def last(name_or_arn: str) -> str:
    """The name in a name or ARN."""
    return name_or_arn.rpartition("/")[2]
