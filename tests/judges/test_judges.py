"""Other programs judge the simulator: each, as its users install it, deploys in a living world over loopback.

Their environments are made by `make judging`, which is part of `make test`. Who waits, waits in virtual time:
scripts/judges/waiting. `make test` lets them tell fewer stories than `make judges`, and leaves out
awslabs.ecs-mcp-server, whose environment is large.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from islive.simulator import Living
from islive.simulator.server import Endpoint
from scripts.fooled.ask import ENVIRONMENTS, environment
from tests.living.asking import BEFORE
from tests.living.serving import served, told
from tests.matrix import EXTENT

JUDGES = Path(__file__).parents[2] / "scripts" / "judges"
ONE = ("--cluster", "production", "--services", "web")
DEPLOY = ("aws", "ecs", "update-service", "--cluster", "production", "--service", "web", "--task-definition", "web:42")
WAIT = ("aws", "ecs", "wait", "services-stable", *ONE)
NO_SECRET = {"aws": {"secretsmanager": {"secrets": {"web/database": None}}}}
NO_IMAGE = {"aws": {"ecr": {"repositories": {"web": {"images": {"v1.4.2": {"deleted": True}}}}}}}
NO_BREAKER = {
    "aws": {"ecs": {"clusters": {"production": {"services": {"web": {"deploymentConfiguration": None}}}}}},
}


@dataclass
class Account:
    """A living world on loopback, and the programs that ask it."""

    endpoint: Endpoint
    home: str

    def run(self, judge: str, program: str, *words: str) -> "subprocess.CompletedProcess[str]":
        """A program of that judge's environment, which waits in virtual time."""
        found = ENVIRONMENTS / judge / "bin" / program
        assert found.exists(), f"{judge} is not installed: make judges"
        return self._ran(str(found), *words)

    def islive(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """This islive, whose probes are led to the ports of the listeners."""
        listeners = told(self.endpoint, "/_sim/addresses")[1]["listeners"]
        led = (word for it in listeners for word in ("--connect-to", it["connectTo"]))
        return self._ran(sys.executable, "-m", "islive", *words, *led)

    def _ran(self, *words: str) -> "subprocess.CompletedProcess[str]":
        around = environment(self.endpoint.url, self.home) | {"PYTHONPATH": str(JUDGES / "waiting")}
        return subprocess.run(
            words, cwd=self.home, env=around, capture_output=True, text=True, check=False, timeout=180
        )

    def aws(self, *words: str) -> Any:
        """What the AWS CLI prints, read as JSON."""
        ran = self.run("aws-cli", *words, "--output", "json")
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    def change(self, *patches: Any) -> None:
        """Do that to the world."""
        for patch in patches:
            assert told(self.endpoint, "/_sim/faults", {"patch": patch, "cause": "injected"})[0] == 200

    @property
    def minutes(self) -> float:
        """How many have passed since nine o'clock."""
        hour, minute, second = told(self.endpoint, "/_sim/world")[1]["now"][11:-1].split(":")
        return (int(hour) - 9) * 60 + int(minute) + float(second) / 60

    @property
    def serves(self) -> list[tuple[str, int]]:
        """Which version serves, with how many tasks."""
        truth = told(self.endpoint, "/_sim/truth")[1]["serving"]["production/web"]
        return [(it["version"], it["tasks"]) for it in truth]


# A listener's port answers in the clear, so users come without TLS.
PLAIN = {"443": None, "80": {"rules": {"default": {"redirect": None, "forward": "web-tg"}}}}
WITHOUT_TLS = {"aws": {"elbv2": {"loadBalancers": {"web-alb": {"listeners": PLAIN}}}}}
Story = Callable[[Account], None]
STORIES: dict[str, Story] = {}


def story(*, sampled: bool) -> Callable[[Story], Story]:
    """Have it told, with `make judges` or always."""

    def keep(tell: Story) -> Story:
        if sampled or EXTENT.full:
            STORIES[tell.__name__] = tell
        return tell

    return keep


@story(sampled=True)
def aws_cli_describes(account: Account) -> None:
    """`list-…` and `describe-…` show the same service, its tasks and its targets."""
    (service,) = account.aws("aws", "ecs", "describe-services", *ONE)["services"]
    assert (service["serviceName"], service["runningCount"]) == ("web", 2)
    arns = account.aws("aws", "ecs", "list-tasks", "--cluster", "production")["taskArns"]
    tasks = account.aws("aws", "ecs", "describe-tasks", "--cluster", "production", "--tasks", *arns)["tasks"]
    assert {(task["lastStatus"], task["taskDefinitionArn"]) for task in tasks} == {
        ("RUNNING", service["taskDefinition"])
    }
    (balanced,) = service["loadBalancers"]
    health = account.aws("aws", "elbv2", "describe-target-health", "--target-group-arn", balanced["targetGroupArn"])
    assert [it["TargetHealth"]["State"] for it in health["TargetHealthDescriptions"]] == ["healthy", "healthy"]


@story(sampled=True)
def aws_cli_waits_for_a_good_deployment(account: Account) -> None:
    """`wait services-stable` ends with 0 after some minutes, and the new version serves."""
    assert account.aws(*DEPLOY)["service"]["deployments"][0]["taskDefinition"].endswith("web:42")
    assert account.run("aws-cli", *WAIT).returncode == 0
    assert 3 < account.minutes < 10
    assert account.serves == [("v1.4.2", 2)]


@story(sampled=True)
def aws_cli_is_fooled_by_a_rollback(account: Account) -> None:
    """The circuit breaker rolls the bad deployment back, the service is stable, and `wait` ends with 0."""
    account.change(NO_SECRET)
    account.aws(*DEPLOY)
    told(account.endpoint, "/_sim/advance", {"seconds": 60})
    assert account.run("aws-cli", *WAIT).returncode == 0
    assert account.serves == [("v1.4.1", 2)]


@story(sampled=False)
def aws_cli_waits_in_vain(account: Account) -> None:
    """Without a circuit breaker `wait` gives up after forty attempts, ten minutes, with 255."""
    account.change(NO_BREAKER, NO_SECRET)
    account.aws(*DEPLOY)
    ran = account.run("aws-cli", *WAIT)
    assert ran.returncode == 255
    assert "Waiter ServicesStable failed: Max attempts exceeded" in ran.stderr
    assert 9.5 < account.minutes < 10.5
    assert account.serves == [("v1.4.1", 2)]


@story(sampled=True)
def aws_cli_is_denied(account: Account) -> None:
    """An action that is denied ends it with AWS's words."""
    told(account.endpoint, "/_sim/trouble", {"is": "denied", "on": "ecs:UpdateService"})
    ran = account.run("aws-cli", *DEPLOY)
    assert ran.returncode != 0
    assert "(AccessDeniedException) when calling the UpdateService operation: User: " in ran.stderr
    assert "is not authorized to perform: ecs:UpdateService" in ran.stderr


@story(sampled=True)
def boto3_waits_and_reads_pages(account: Account) -> None:
    """Every waiter comes to its end, and every paginator reads one a page what it reads at once."""
    ran = account.run("boto3", "python", str(JUDGES / "waiters.py"), "production", "web", "web:42")
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert set(said["waiters"].values()) == {"done"}, said["waiters"]
    assert {name: counts for name, counts in said["pages"].items() if counts[0] != counts[1] or not counts[0]} == {}
    assert account.serves == [("v1.4.2", 2)]


@story(sampled=False)
def boto3_waits_in_vain(account: Account) -> None:
    """Of a deployment whose tasks never start no waiter but those for what was there before comes to its end."""
    account.change(NO_BREAKER, NO_SECRET)
    ran = account.run("boto3", "python", str(JUDGES / "waiters.py"), "production", "web", "web:42")
    assert ran.returncode == 0, ran.stderr
    waiters = json.loads(ran.stdout)["waiters"]
    assert waiters["services_stable"] == "Waiter ServicesStable failed: Max attempts exceeded"
    assert waiters["tasks_stopped"] == "Waiter TasksStopped failed: Max attempts exceeded"
    assert waiters["target_in_service"] == "done"
    assert account.serves == [("v1.4.1", 2)]


@story(sampled=True)
def ecs_deploy_deploys_and_scales(account: Account) -> None:
    """`ecs deploy` registers, deploys, waits and takes the old definition away; `ecs scale` waits for more tasks."""
    ran = account.run("ecs-deploy", "ecs", "deploy", "production", "web", "--tag", "v1.4.2", "--sleep-time", "15")
    assert (ran.returncode, "Deployment successful" in ran.stdout) == (0, True), ran.stdout + ran.stderr
    assert account.serves == [("v1.4.2", 2)]
    assert 3 < account.minutes < 10
    (old, new) = (
        account.aws("aws", "ecs", "describe-task-definition", "--task-definition", name)["taskDefinition"]
        for name in ("web:41", "web")
    )
    assert (old["status"], new["revision"], new["status"]) == ("INACTIVE", 43, "ACTIVE")
    ran = account.run("ecs-deploy", "ecs", "scale", "production", "web", "3", "--sleep-time", "15")
    assert (ran.returncode, "Scaling successful" in ran.stdout) == (0, True), ran.stdout + ran.stderr
    assert account.serves == [("v1.4.2", 3)]


@story(sampled=False)
def ecs_deploy_is_fooled_by_a_rollback(account: Account) -> None:
    """Where the circuit breaker rolls back between two looks, `ecs deploy` calls it a success, with 0."""
    account.change(NO_SECRET)
    ran = account.run("ecs-deploy", "ecs", "deploy", "production", "web", "--tag", "v1.4.2", "--sleep-time", "300")
    assert (ran.returncode, "Deployment successful" in ran.stdout) == (0, True), ran.stdout + ran.stderr
    assert account.serves == [("v1.4.1", 2)]


@story(sampled=True)
def ecs_deploy_sees_what_ecs_says_of_a_bad_one(account: Account) -> None:
    """Without a circuit breaker ECS says that it is unable to start tasks, and `ecs deploy` ends with 1."""
    account.change(NO_BREAKER, NO_SECRET)
    ran = account.run("ecs-deploy", "ecs", "deploy", "production", "web", "--tag", "v1.4.2", "--sleep-time", "60")
    assert ran.returncode == 1, ran.stdout
    assert "unable to consistently start tasks successfully" in ran.stderr
    assert "Deployment failed" in ran.stderr
    assert account.serves == [("v1.4.1", 2)]


def troubleshot(account: Account, *patches: Any) -> Any:
    """What awslabs.ecs-mcp-server says a while after web:42 was deployed without a circuit breaker."""
    account.change(NO_BREAKER, *patches)
    account.aws(*DEPLOY)
    told(account.endpoint, "/_sim/advance", {"seconds": 1200})
    now = told(account.endpoint, "/_sim/world")[1]["now"]
    ran = account.run("ecs-mcp-server", "python", str(JUDGES / "troubleshooting.py"), "production", "web", "web", now)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


@story(sampled=False)
def ecs_mcp_server_of_a_good_deployment(account: Account) -> None:
    """It finds the deployment completed; what it calls failed tasks are the old ones, which were stopped."""
    said = troubleshot(account)
    assert said["guidance"]["raw_data"]["service_details"][0]["runningCount"] == 2
    assert said["events"]["deployment"]["rollout_state"] == "COMPLETED"
    stopped = {
        (task["task_definition"], task["containers"][0]["exit_code"]) for task in said["failures"]["failed_tasks"]
    }
    assert stopped == {("web:41", 0)}
    assert said["images"]["image_issues"] == []


@story(sampled=False)
def ecs_mcp_server_of_an_image_that_is_gone(account: Account) -> None:
    """It finds the tasks that could not pull, and that the image is not in the repository."""
    said = troubleshot(account, NO_IMAGE)
    assert said["events"]["deployment"]["rollout_state"] == "IN_PROGRESS"
    assert "image_pull_failure" in said["failures"]["failure_categories"]
    assert [issue["image"].rpartition("/")[2] for issue in said["images"]["image_issues"]] == ["web:v1.4.2"]


@story(sampled=False)
def ecs_mcp_server_of_a_secret_that_is_gone(account: Account) -> None:
    """It counts the failed tasks, of which no container has run."""
    said = troubleshot(account, NO_SECRET)
    failed = said["failures"]["failed_tasks"]
    assert len(failed) > 4
    assert {(task["task_definition"], task["started_at"]) for task in failed} == {("web:42", "N/A")}


@story(sampled=False)
def islive_proves_a_good_deployment_live(account: Account) -> None:
    """`islive verify` follows it as users and AWS see it, over sockets, until the process itself answers."""
    account.change(WITHOUT_TLS)
    account.aws(*DEPLOY)
    # (Two hundred answers at a polite rate would pass the world's time, which here goes on whenever anybody sleeps.)
    ran = account.islive("verify", "web", "v1.4.2", "--cluster", "production", "--answers", "1")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.startswith("answer: LIVE: web v1.4.2, proved: answered\n")
    assert 3 < account.minutes < 15
    assert account.serves == [("v1.4.2", 2)]


@story(sampled=False)
def islive_is_not_fooled_by_a_rollback(account: Account) -> None:
    """`islive verify` ends with 11 when ECS has rolled back, and names the secret."""
    account.change(WITHOUT_TLS, NO_SECRET)
    account.aws(*DEPLOY)
    ran = account.islive("verify", "web", "v1.4.2", "--cluster", "production")
    assert ran.returncode == 11, ran.stdout + ran.stderr
    assert "cause secret-not-found: secret web/database does not exist" in ran.stdout + ran.stderr
    assert account.serves == [("v1.4.1", 2)]


@story(sampled=False)
def islive_cannot_tell_where_the_api_is_in_trouble(account: Account) -> None:
    """With slow and throttled answers it is LIVE all the same; with cut, failing or denied ones islive cannot tell."""
    looks = ("why", "web", "v1.4.1", "--cluster", "production", "--no-probe")
    for trouble, code, says in (
        ({"is": "slow", "seconds": 0.2}, 0, "LIVE"),
        ({"is": "throttled", "on": "ecs:*", "next": 2}, 0, "LIVE"),
        ({"is": "cut", "on": "ecs:DescribeTasks"}, 3, "CANNOT TELL"),
        ({"is": "failing", "on": "elbv2:DescribeTargetHealth"}, 3, "CANNOT TELL"),
        ({"is": "denied", "on": "elbv2:DescribeTargetGroups"}, 3, "CANNOT TELL"),
    ):
        assert told(account.endpoint, "/_sim/trouble", trouble)[0] == 200
        ran = account.islive(*looks)
        assert (ran.returncode, ran.stdout.partition(": web")[0]) == (code, f"answer: {says}"), ran.stdout + ran.stderr
        told(account.endpoint, "/_sim/trouble", {"is": "over"})


@pytest.mark.slow
@pytest.mark.parametrize("name", STORIES)
def test_a_judge_finds_what_it_finds_on_aws(name: str, tmp_path: Path) -> None:
    """v1.4.1 serves, v1.4.2 is built and registered, and nobody has deployed it yet; what comes then is the story's."""
    with served(Living.load(BEFORE)) as endpoint:
        STORIES[name](Account(endpoint, str(tmp_path)))
