"""The smaller commands: routes, diff, explain, policy, doctor, sim."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest

from islive.engine.discover import every_rule
from islive.wiring.policy import READING_SECRETS, actions, declared
from tests.cli.conftest import Islive

FARMERS = "http://ava-olo-farmers-alb-1028735461.us-east-1.elb.amazonaws.com"
DEAD = "http://ava-olo-alb-1937402856.us-east-1.elb.amazonaws.com"


def test_routes(islive: Islive) -> None:
    """Each address with the service and version that it leads to, and the one that leads nowhere."""
    rows = {row["url"]: row for row in json.loads(islive("routes", "--demo", "--format", "json").out)["routes"]}
    assert rows[FARMERS]["service"] == "agricultural-core"
    assert rows[FARMERS]["version"] == "v3.3.1-whatsapp-ui"
    assert rows[FARMERS]["load_balancer"] == "ava-olo-farmers-alb"
    assert rows[DEAD]["service"] is None
    assert rows[DEAD]["note"] == "does not resolve"


def test_one_route(islive: Islive) -> None:
    """With an address only that one is shown, also when no settings know it."""
    assert FARMERS not in islive("routes", DEAD, "--demo").out
    assert "does not resolve" in islive("routes", "http://nowhere.example", "--demo").out


def test_diff(islive: Islive) -> None:
    """By default what the stuck deployment changed: exactly the secret, and no value."""
    changed = json.loads(islive("diff", "agricultural-core", "--demo", "--format", "json").out)
    assert (changed["old"], changed["new"]) == ("ava-agricultural-task:5", "ava-agricultural-task:6")
    assert [one["what"] for one in changed["changes"]] == ["container agricultural-core: secret ADMIN_PASSWORD added"]


def test_diff_the_other_way_round(islive: Islive) -> None:
    """Two revisions are compared as they are named: by number, or with their family."""
    there = islive("diff", "agricultural-core", "6", "5", "--demo")
    assert there == islive("diff", "agricultural-core", "ava-agricultural-task:6", "ava-agricultural-task:5", "--demo")
    assert "removed" in there.out


def test_diff_of_one_deployment(islive: Islive) -> None:
    """A service with a single deployment is compared with the revision before, if there is one to read."""
    ran = islive("diff", "mailer", "--scenario", "healthy-worker")
    assert ran.code == 2
    assert "mailer:6 could not be read" in ran.err


@pytest.mark.parametrize("rule", [one.id for one in every_rule()])
def test_explain(islive: Islive, rule: str) -> None:
    """Every rule's id leads to its manual page."""
    ran = islive("explain", rule)
    assert ran.code == 0
    assert ran.out.startswith(f"# {rule}\n")
    assert "## What to do" in ran.out


def test_explain_lists_the_rules(islive: Islive) -> None:
    """Without an id every rule is listed with its title."""
    lines = islive("explain").out.splitlines()
    assert [line.split()[0] for line in lines] == [one.id for one in every_rule()]


def test_policy(islive: Islive) -> None:
    """The policy allows what may be asked, each action once, sorted, and nothing that reads a secret's value."""
    ran = islive("policy")
    document = json.loads(ran.out)
    allowed = [action for statement in document["Statement"] for action in statement["Action"]]
    assert allowed == sorted(set(allowed)) == list(actions(declared(inspect_secrets=False)))
    assert {statement["Effect"] for statement in document["Statement"]} == {"Allow"}
    assert not READING_SECRETS & set(allowed)
    assert f"{len(allowed)} actions" in ran.err


def test_policy_only_reads(islive: Islive) -> None:
    """Every action of the policy lists, describes, gets, filters or simulates."""
    names = [
        action.partition(":")[2] for one in json.loads(islive("policy").out)["Statement"] for action in one["Action"]
    ]
    reads = ("List", "Describe", "Get", "BatchGet", "Filter", "Simulate")
    assert [name for name in names if not name.startswith(reads)] == []


def test_policy_with_secrets(islive: Islive) -> None:
    """Reading the shape of secrets needs one permission more, and it is asked for by that option alone."""
    assert "secretsmanager:GetSecretValue" in islive("policy", "--inspect-secrets").out
    assert "secretsmanager:GetSecretValue" not in islive("policy").out


def test_policy_of_one_command(islive: Islive) -> None:
    """A command that asks less needs less."""
    routes, everything = islive("policy", "routes").out, islive("policy").out
    assert "elasticloadbalancing:DescribeListeners" in routes
    assert "logs:GetLogEvents" not in routes
    assert "logs:GetLogEvents" in everything
    assert "ecs:DescribeTaskDefinition" in islive("policy", "diff").out


def test_policy_of_a_command_that_writes(islive: Islive) -> None:
    """What it changes stands in a statement of its own, so that its resource can be made narrower."""
    ran = islive("policy", "tag")
    statements = {one["Sid"]: one["Action"] for one in json.loads(ran.out)["Statement"]}
    assert statements["IsliveChanges"] == ["ecr:PutImage"]
    assert "ecr:PutImage" not in statements["IsliveEcr"]
    assert "ecr:PutImage writes, all others read" in ran.err
    assert "ecr:PutImage" not in islive("policy").out


def test_policy_of_several_accounts(islive: Islive, tmp_path: Path) -> None:
    """Who runs islive may take the roles that the settings name, those alone; what stays at home needs none."""
    (tmp_path / "islive.toml").write_text(
        'accounts = [{id = "111122223333"}, {id = "444455556666", role = "reader"}, '
        '{id = "999900001111", role = "arn:aws-cn:iam::999900001111:role/ops/reader"}, '
        '{id = "222233334444", role = "reader", regions = ["us-gov-west-1"]}]'
    )
    with chdir(tmp_path):
        ran, routes = islive("policy"), islive("policy", "routes")
    (taken,) = (one for one in json.loads(ran.out)["Statement"] if "sts:AssumeRole" in one["Action"])
    assert taken["Resource"] == [
        "arn:aws-cn:iam::999900001111:role/ops/reader",
        "arn:aws-us-gov:iam::222233334444:role/reader",
        "arn:aws:iam::444455556666:role/reader",
    ]
    assert "trust policy" in ran.err
    assert "sts:AssumeRole" not in routes.out


def test_doctor(islive: Islive) -> None:
    """The doctor says who asks, where, and of each action of the policy whether it was allowed."""
    ran = islive("doctor", "--demo")
    assert ran.code == 0
    assert "user/release-engineer" in ran.out
    assert "123456789012, region us-east-1" in ran.out
    said = {line.split()[1]: line.split()[2] for line in ran.out.splitlines()[3:]}
    assert list(said) == list(actions(declared(inspect_secrets=False)))
    assert said["ecs:DescribeServices"] == said["ecs:ListClusters"] == "allowed"


def test_doctor_without_credentials(islive: Islive) -> None:
    """Without credentials there is nothing to examine, and the way to log in is said."""
    ran = islive("doctor", "--region", "eu-west-1")
    assert ran.code == 2
    assert "aws sso login" in ran.err


def test_scenarios(islive: Islive) -> None:
    """Every scenario is listed with what it is about."""
    lines = dict(line.split(maxsplit=1) for line in islive("sim", "list").out.splitlines())
    assert {"ava-olo", "healthy", "healthy-worker"} <= set(lines)
    assert all(lines.values())


@pytest.fixture
def endpoint() -> Iterator[str]:
    """The incident as an AWS endpoint of another process."""
    words = [sys.executable, "-c", "import sys; from islive.cli import main; sys.exit(main())", "sim", "serve"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout
        yield server.stdout.readline().strip()
        server.terminate()


def test_served_scenario(endpoint: str) -> None:
    """`islive sim serve` is an AWS account for real boto3 over HTTP: the same answer about the incident."""
    keys = {"AWS_ACCESS_KEY_ID": "simulated", "AWS_SECRET_ACCESS_KEY": "simulated", "AWS_REGION": "us-east-1"}
    words = [sys.executable, "-c", "import sys; from islive.cli import main; sys.exit(main())"]
    ran = subprocess.run(
        [*words, "agricultural-core", "v3.3.2", "--no-probe", "--format", "json"],
        env=os.environ | keys | {"AWS_ENDPOINT_URL": endpoint, "AWS_EC2_METADATA_DISABLED": "true"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    report = json.loads(ran.stdout)
    assert report["target"]["service"] == "agricultural-core"
    assert "secret" in ran.stdout
    assert ran.returncode not in (0, 1, 2, 17)


def test_port_that_is_taken(islive: Islive) -> None:
    """A port that somebody else listens on is named, and the way out."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        ran = islive("sim", "serve", "--port", str(other.getsockname()[1]))
    assert ran.code == 2
    assert "--port 0" in ran.err
