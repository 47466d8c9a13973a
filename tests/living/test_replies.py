"""Every answer of a world that lives is one that botocore's models allow, at every moment; so is every refusal."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from islive import simulator
from islive.simulator import Living, World, load
from islive.simulator.in_process import session_on
from islive.simulator.models import operation_model, service_model
from islive.simulator.trouble import Meeting, Trouble, Troubles
from tests.living.asking import BEFORE, BEFORE_ON_EC2, SERVICE, WORLDS
from tests.living.cells import EC2, faults
from tests.matrix import portion
from tests.simulator.conforming import differences
from tests.simulator.test_simulator_answers import MODULES, calls, strange
from tests.simulator.test_simulator_refusals import REFUSALS

# Errors that every service may answer with, also where no operation's model has them:
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html, and of the query protocol
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/CommonErrors.html.
COMMON = {
    *("AccessDeniedException", "AccessDenied", "InternalFailure", "ThrottlingException", "Throttling"),
    *("UnknownOperationException", "SerializationException", "ValidationError", "ValidationException"),
    # What the simulator does not speak: no AWS endpoint refuses that.
    "UnsupportedProtocol",
}
# EC2's and KMS's own lists, which their models leave out:
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
LISTED = {
    "ec2": {"UnauthorizedOperation", "RequestLimitExceeded", "InternalError", "InvalidParameterValue"},
}


ONCE = Config(retries={"total_max_attempts": 1})


class Clients(dict[str, Any]):
    """A client of each service, on a world that lives."""

    def __init__(self, living: Living) -> None:
        self.living = living
        session: Any = boto3.Session(botocore_session=session_on(living))
        super().__init__({service: session.client(service) for service in MODULES})

    def write(self, of: str, operation: str, **params: Any) -> Any:
        """Write, and read the answer as strictly as every other."""
        reply = getattr(self[of], operation)(**params)
        reply.pop("ResponseMetadata")
        shape = operation_model(of, self[of].meta.method_to_api_mapping[operation]).output_shape
        assert list(differences(shape, reply, f"{of}:{operation}")) == []
        return reply


NO_SECRET = {"aws": {"secretsmanager": {"secrets": {"web/database": None}}}}
History = Callable[[Clients], Iterator[float]]


def good(clients: Clients) -> Iterator[float]:
    """v1.4.2 is deployed and completed; then there is one task more, and the definition before is taken away."""
    clients.write("ecs", "update_service", **SERVICE, taskDefinition="web:42")
    yield from (4, 18, 10, 10, 20, 200, 300)
    clients.write("ecs", "update_service", **SERVICE, desiredCount=3)
    clients.write("ecs", "deregister_task_definition", taskDefinition="web:41")
    yield from (30, 3600)


def rolled_back(clients: Clients) -> Iterator[float]:
    """The secret is gone, tasks fail, the circuit breaker rolls back."""
    clients.living.change(NO_SECRET, "gone")
    clients.write("ecs", "update_service", **SERVICE, taskDefinition="web:42")
    yield from (20, 40, 60, 60, 600, 4000)


def stopped(clients: Clients) -> Iterator[float]:
    """A deployment is stopped half way, the service scaled to nothing and forced anew."""
    clients.write("ecs", "update_service", **SERVICE, taskDefinition="web:42")
    yield 60
    named = clients["ecs"].list_service_deployments(**SERVICE)["serviceDeployments"][0]["serviceDeploymentArn"]
    clients.write("ecs", "stop_service_deployment", serviceDeploymentArn=named)
    yield from (1, 5, 400)
    clients.write("ecs", "update_service", **SERVICE, desiredCount=0)
    yield 400
    clients.write("ecs", "update_service", **SERVICE, desiredCount=1, forceNewDeployment=True)
    yield from (10, 600)


def made_anew(clients: Clients) -> Iterator[float]:
    """A definition, a service of it, a tag of that, another tag of an image, another value of a secret."""
    definition = clients["ecs"].describe_task_definition(taskDefinition="web:42")["taskDefinition"]
    asked = ("containerDefinitions", "executionRoleArn", "networkMode", "cpu", "memory", "requiresCompatibilities")
    clients.write("ecs", "register_task_definition", family="other", **{name: definition[name] for name in asked})
    network = clients["ecs"].describe_services(cluster="production", services=["web"])["services"][0]
    arn = clients.write(
        "ecs", "create_service", cluster="production", serviceName="other", taskDefinition="other", desiredCount=1,
        launchType="FARGATE", networkConfiguration=network["networkConfiguration"],
    )["service"]["serviceArn"]  # fmt: skip
    clients.write("ecs", "tag_resource", resourceArn=arn, tags=[{"key": "team", "value": "search"}])
    clients.write("secretsmanager", "put_secret_value", SecretId="web/database", SecretString='{"password": "x"}')
    image = clients["ecr"].batch_get_image(repositoryName="web", imageIds=[{"imageTag": "v1.4.1"}])["images"][0]
    clients.write("ecr", "put_image", repositoryName="web", imageManifest=image["imageManifest"], imageTag="old")
    yield from (5, 30, 120)


def built(clients: Clients) -> Iterator[float]:
    """A tag is built, step by step, to its end; then one that does not exist."""
    for tag in ("v1.4.2", "v9"):
        clients.write("codebuild", "start_build", projectName="web-build", sourceVersion=tag)
        yield from (1, 40, 60, 200)


def shifted(clients: Clients) -> Iterator[float]:
    """A blue/green deployment waits for somebody's word, gets it, and runs to its end."""
    pause = {"targetType": "PAUSE", "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"]}
    hooked = {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5, "lifecycleHooks": [pause]}
    clients.write("ecs", "update_service", **SERVICE, taskDefinition="web:42", deploymentConfiguration=hooked)
    yield from (4, 60, 300)
    arns = [
        it["serviceDeploymentArn"] for it in clients["ecs"].list_service_deployments(**SERVICE)["serviceDeployments"]
    ]
    (waiting, *_) = clients["ecs"].describe_service_deployments(serviceDeploymentArns=arns[:1])["serviceDeployments"]
    named = {"serviceDeploymentArn": arns[0], "hookId": waiting["lifecycleHookDetails"][0]["hookId"]}
    clients.write("ecs", "continue_service_deployment", **named)
    yield from (5, 60, 200, 600)


HISTORIES = [
    *((BEFORE, made_anew), (BEFORE, good), (BEFORE, stopped)),
    *((WORLDS / "blue-green.yaml", shifted), (BEFORE, rolled_back), (BEFORE_ON_EC2, good)),
    (BEFORE, built),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    "world, history", portion(HISTORIES, 3), ids=lambda it: it.stem if isinstance(it, Path) else it.__name__
)
def test_a_history(world: Path, history: History) -> None:
    """After each step, and for each write, the answers are what the models allow."""
    living = Living.load(world)
    clients = Clients(living)
    for duration in history(clients):
        living.advance(duration)
        assert strange(living.world, clients) == []


@pytest.mark.slow
@pytest.mark.parametrize("fault", portion(list(faults()), 22))
def test_a_world_with_a_fault(fault: str) -> None:
    """With v1.4.2 deployed into each fault the answers are what the models allow, early and late."""
    living = Living.load(BEFORE_ON_EC2 if faults()[fault].get("on") == EC2 else BEFORE)
    clients = Clients(living)
    living.change(faults()[fault]["patch"], fault)
    clients.write("ecs", "update_service", **SERVICE, taskDefinition="web:42")
    for duration in (70, 800):
        living.advance(duration)
        assert strange(living.world, clients) == []


def allowed(service: str, operation: str | None = None) -> set[str]:
    """The codes with which that operation, or any of the service, may refuse."""
    operations = [operation] if operation else service_model(service).operation_names
    shapes = [it for name in operations for it in operation_model(service, name).error_shapes]
    return {str(it.error_code) for it in shapes} | COMMON | LISTED.get(service, set())


def code_of(client: Any, method: str, params: Any) -> str:
    """The code of the refusal."""
    with pytest.raises(ClientError) as refused:
        getattr(client, method)(**params)
    error: Any = refused.value.response["Error"]
    return str(error["Code"])


@cache
def incident() -> World:
    """The world that those refusals are about."""
    return load("ava-olo")


@pytest.mark.parametrize("service, method, params, code, says", REFUSALS)
def test_a_refusal_has_a_code_of_its_operation(service: str, method: str, params: Any, code: str, says: str) -> None:
    """What does not exist is refused with a code that the model of that very operation has."""
    session: Any = boto3.Session(botocore_session=session_on(incident()))
    client = session.client(service)
    assert code_of(client, method, params) in allowed(service, client.meta.method_to_api_mapping[method])
    del code, says


@pytest.mark.parametrize("kind", ["denied", "failing", "throttled"])
def test_a_trouble_has_a_code_of_its_service(kind: str) -> None:
    """Each trouble that refuses does so with a code of the service, on a wire that its client reads."""
    world = load("healthy")
    troubled = replace(world, meter=Meeting(Troubles(float, [Trouble(kind)]), world, ""))
    session: Any = boto3.Session(botocore_session=session_on(troubled))
    clients = {service: session.client(service, config=ONCE) for service in MODULES}
    asked = {(service, operation): params for service, operation, params in calls(world)}
    for (service, operation), params in asked.items():
        client = clients[service]
        names = {name: method for method, name in client.meta.method_to_api_mapping.items()}
        assert code_of(client, names[operation], params) in allowed(service)


def test_no_code_is_made_up() -> None:
    """Every code that stands in the simulator is one of that service's, or one that all services share."""
    root = Path(simulator.__file__).parent
    every = set[str]().union(*(allowed(service) for service in MODULES))
    found = {
        f"{file.relative_to(root)}: {code}"
        for file in sorted(root.rglob("*.py"))
        for code in codes(file)
        if code not in (allowed(service_of(file)) if file.parent.name == "services" else every)
    }
    assert found == set()


def service_of(file: Path) -> str:
    """The service whose operations stand in that file."""
    return next(service for service, module in MODULES.items() if module.__file__ == str(file))


def codes(file: Path) -> set[str]:
    """The codes in that file: what the simulator's Refusal is called with first."""
    text = file.read_text(encoding="utf-8")
    if "from islive.simulator.refusal import" not in text:
        return set()
    calls_of = [it for it in ast.walk(ast.parse(text)) if isinstance(it, ast.Call)]
    named = [it.args[0] for it in calls_of if isinstance(it.func, ast.Name) and it.func.id == "Refusal"]
    return {str(it.value) for it in named if isinstance(it, ast.Constant)}
