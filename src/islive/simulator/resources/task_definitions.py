"""Task-definition revisions, from the world's `aws.ecs.taskDefinitions` section."""

from islive.simulator.names import Json, Scope, listed, present

# Defaults of RegisterTaskDefinition: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html
_CONTAINER: Json = {"cpu": 0, "essential": True, "mountPoints": [], "volumesFrom": [], "systemControls": []}
_SAME = ("volumes", "ephemeralStorage", "deregisteredAt", "pidMode", "proxyConfiguration")


def read(scope: Scope, section: Json) -> dict[str, Json]:
    """Every revision as DescribeTaskDefinition shows it (with its `tags`), by `family:revision`."""
    return {
        f"{family}:{revision}": _revision(scope, family, int(revision), document)
        for family, revisions in section.items()
        for revision, document in sorted(revisions.items(), key=lambda item: int(item[0]))
    }


def _revision(scope: Scope, family: str, revision: int, document: Json) -> Json:
    containers, mode = document["containerDefinitions"], document.get("networkMode", "awsvpc")
    return present(
        {
            "taskDefinitionArn": scope.arn("ecs", f"task-definition/{family}:{revision}"),
            "family": family,
            "revision": revision,
            "containerDefinitions": [_container(scope, name, fields, mode) for name, fields in containers.items()],
            "taskRoleArn": _role(scope, document.get("taskRole")),
            "executionRoleArn": _role(scope, document.get("executionRole")),
            "networkMode": mode,
            "status": document.get("status", "ACTIVE"),
            "compatibilities": ["EC2", "FARGATE"],
            "requiresCompatibilities": document.get("requiresCompatibilities", ["FARGATE"]),
            "runtimePlatform": document.get("runtimePlatform"),
            "cpu": document.get("cpu", "256"),
            "memory": document.get("memory", "512"),
            "volumes": [],
            "placementConstraints": document.get("placementConstraints", []),
            "requiresAttributes": [{"name": name} for name in document.get("requiresAttributes", [])],
            "registeredAt": document["registeredAt"],
            "registeredBy": document.get("registeredBy", scope.global_arn("iam", "root")),
            "tags": listed(document.get("tags", {})),
        }
        | {name: document[name] for name in _SAME if name in document}
    )


def _container(scope: Scope, name: str, fields: Json, mode: str) -> Json:
    given = dict(fields)
    given["environment"] = listed(given.get("environment", {}), "name")
    if "secrets" in given:
        given["secrets"] = listed(given["secrets"], "name", "valueFrom")
    # In bridge mode a port that is left out is given out by Docker:
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    given["portMappings"] = [
        {"hostPort": 0 if mode == "bridge" else port["containerPort"], "protocol": "tcp"} | port
        for port in given.get("portMappings", [])
    ]
    if "environmentFiles" in given:
        given["environmentFiles"] = [{"type": "s3"} | file for file in given["environmentFiles"]]
    given["image"] = given["image"].replace("${registry}", scope.registry)
    return {"name": name} | _CONTAINER | given


def _role(scope: Scope, name: str | None) -> str | None:
    return None if name is None else scope.global_arn("iam", f"role/{name}")
