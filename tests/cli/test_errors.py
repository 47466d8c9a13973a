"""Every wrong use ends in one clear sentence and what to do next, exit code 2, and nothing half-written."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from islive.cli import main
from islive.cli.crash import crash_text
from tests.cli.conftest import Islive

TWO_CLUSTERS = """
aws:
  ecs:
    clusters:
      {first}: {{services: {{shop: {service}}}}}
      {second}: {{services: {{shop: {service}, mail: {service}}}}}
    taskDefinitions:
      shop:
        "1":
          registeredAt: 2025-09-02T06:59:58Z
          containerDefinitions: {{shop: {{image: "nginx:1"}}}}
"""
SERVICE = (
    "{deployments: {ecs-svc/1: {status: PRIMARY, taskDefinition: 'shop:1', createdAt: 2025-09-02T07:00:00Z, "
    "updatedAt: 2025-09-02T07:00:00Z}}}"
)


@pytest.mark.parametrize(
    "words,says,hint",
    [
        ("wbe --scenario healthy", "there is no service wbe in cluster", "nearest: web"),
        (
            "routse --scenario healthy",
            "there is no service routse in cluster",
            "if the command is meant: islive routes",
        ),
        ("web --cluster prodction --scenario healthy", "there is no cluster prodction", "nearest: production"),
        ("--scenario helthy", "helthy: there is no scenario of this name", "healthy"),
        ("--scenario nowhere.yaml", "nowhere.yaml: there is no such file", ""),
        ("--demo --scenario healthy", "--demo is the scenario ava-olo", ""),
        ("--demo --bundle x", "a scenario and a bundle are two different worlds", "leave out"),
        ("--demo --repo /tmp", "--repo says nothing about a scenario", "leave out --repo"),
        ("--demo --profile work", "--profile says nothing about a scenario", "leave out --profile"),
        ("--bundle nowhere --connect-to a:1:b:2", "--connect-to says nothing about a bundle", ""),
        ("--demo --region eu-north-1", "the scenario ava-olo is in us-east-1", ""),
        ("--demo --format pdf", "there is no format pdf", "there are: github"),
        ("--demo --output /nowhere/at/all/x", "there is no folder /nowhere/at/all", ""),
        ("--demo --save /nowhere/at/all/x", "there is no folder /nowhere/at/all", ""),
        ("--bundle /nowhere/x", "/nowhere/x is not a file", ""),
        ("--demo --no-such-option", "No such option: --no-such-option", "islive --help"),
        ("routes http://[::1 --demo", "http://[::1 is not an address", "https://www.example.com"),
        ("http://[::1 --demo", "http://[::1 is not an address", "https://www.example.com"),
        ("web --demo --url http://[::1", "http://[::1 is not an address", "https://www.example.com"),
        ("shop v1 v2 --demo", "unexpected extra argument", "islive --help"),
        ("serve shop v1", "`islive serve` is not in this version", "`islive why serve`"),
        ("explain secret-invalid-jsn", "there is no rule or cause secret-invalid-jsn", "nearest: "),
        ("policy frobnicate", "`islive frobnicate` has no policy of its own", "there are: why"),
        ("diff agricultural-core 5 --demo", "5 has nothing to be compared with", ""),
        ("diff --demo", "which service?", ""),
        ("diff agricultural-core 5 77 --demo", "the task definition ava-agricultural-task:77 could not be read", ""),
        ("arn:aws:s3:::bucket --demo", "islive cannot go from arn:aws:s3:::bucket to a service yet", "name"),
        ("arn:aws:ecs --demo", "arn:aws:ecs is not a whole ARN", ""),
        ("arn:aws:ecs:us-east-1:1:cluster/c --demo", "is a cluster, not a service", "--cluster c"),
        ("arn:aws:ecs:us-east-1:1:service/c/s --demo", "that is in account 1, and these", "--profile"),
        ("arn:aws:ecs:eu-west-1:1:service/c/s --region us-east-1", "is in eu-west-1, and --region says us-east-1", ""),
        ("https://shop.example.com/ --demo", "https://shop.example.com/ leads to no service here", "islive routes"),
        ("https://console.aws.amazon.com/s3 --demo", "shows no ECS service", ""),
        ("c1/s --cluster c2 --demo", "is in cluster c1, and --cluster says c2", ""),
        ("sim serve --scenario helthy", "helthy: there is no scenario", "healthy"),
        ("sim serve --port 99999", "port 99999 cannot be listened on", ""),
    ],
)
def test_wrong_use(islive: Islive, words: str, says: str, hint: str) -> None:
    """The first line says what is wrong, the lines under it what to do; stdout stays empty."""
    ran = islive(*words.split())
    assert (ran.code, ran.out) == (2, "")
    first, *more = ran.err.splitlines()
    assert first.startswith("islive: ")
    assert says in first
    assert hint in ran.err
    assert len(more) <= 2


def test_two_clusters_with_one_name(islive: Islive, world: Callable[..., str]) -> None:
    """A service that several clusters have must be named with its cluster."""
    file = world(TWO_CLUSTERS.format(first="blue", second="green", service=SERVICE))
    ran = islive("shop", "--scenario", file)
    assert ran.code == 2
    assert "clusters blue, green each have a service shop" in ran.err
    assert "--cluster" in ran.err


def test_found_in_the_one_cluster_that_has_it(islive: Islive, world: Callable[..., str]) -> None:
    """A name that one cluster has needs no cluster."""
    file = world(TWO_CLUSTERS.format(first="blue", second="green", service=SERVICE))
    assert '"cluster": "green"' in islive("mail", "--scenario", file, "--format", "json").out


def test_a_cluster_without_services(islive: Islive, world: Callable[..., str]) -> None:
    """An empty cluster is said to be empty, and the region and profile are questioned."""
    ran = islive("--scenario", world("aws: {ecs: {clusters: {empty: {services: {}}}}}\n"))
    assert ran.code == 2
    assert "nothing runs in cluster empty" in ran.err
    assert "--region" in ran.err


def test_no_cluster_at_all(islive: Islive, world: Callable[..., str]) -> None:
    """An account without a cluster is probably the wrong account or region."""
    ran = islive("web", "--scenario", world())
    assert ran.code == 2
    assert "nothing found in account 111122223333, region eu-west-1: it has no ECS cluster" in ran.err


def test_a_forgotten_task(islive: Islive) -> None:
    """A task that ECS no longer knows leads nowhere, and why is said."""
    ran = islive(
        "arn:aws:ecs:us-east-1:123456789012:task/ava-olo-production/00000000000000000000000000000000", "--demo"
    )
    assert ran.code == 2
    assert "ECS forgets tasks an hour after they stop" in ran.err


def test_scenario_with_a_wrong_key(islive: Islive, world: Callable[..., str]) -> None:
    """A world that the schema does not allow is refused with the file, the place and the nearest key."""
    ran = islive("--scenario", world("gti: {}\n"))
    assert ran.code == 2
    assert "world.yaml" in ran.err
    assert "gti" in ran.err
    assert "git" in ran.err


def test_no_bundle(islive: Islive, tmp_path: Path) -> None:
    """A file that is no bundle is called so, by every command that reads one."""
    file = tmp_path / "x"
    file.write_bytes(gzip.compress(b'{"some": "thing"}\n'))
    for words in (("--bundle", str(file)), ("bundle", "show", str(file)), ("bundle", "verify", str(file))):
        ran = islive(*words)
        assert (ran.code, ran.out) == (2, "")
        assert "is not a bundle of islive" in ran.err


def test_bundle_cut_short_changed_or_of_the_future(islive: Islive, tmp_path: Path) -> None:
    """A bundle that is not whole, not as it was, or newer than this islive, is refused with that reason."""
    whole = tmp_path / "whole"
    islive("bundle", "record", "web", str(whole), "--scenario", "healthy")
    lines = gzip.decompress(whole.read_bytes()).splitlines(keepends=True)
    broken = {
        "cut short": whole.read_bytes()[:-100],
        "its end is missing": gzip.compress(b"".join(lines[:-1])),
        "was changed": gzip.compress(b"".join([lines[0], *lines[2:]])),
        "install a newer islive": gzip.compress(b"".join([lines[0].replace(b"bundle/1", b"bundle/9"), *lines[1:]])),
    }
    for says, content in broken.items():
        file = tmp_path / "broken"
        file.write_bytes(content)
        ran = islive("--bundle", str(file))
        assert (ran.code, ran.out) == (2, "")
        assert says in ran.err


def test_no_credentials(islive: Islive) -> None:
    """Without credentials the way to log in is said."""
    ran = islive("shop", "--region", "eu-west-1")
    assert (ran.code, ran.out) == (2, "")
    assert "no usable AWS credentials" in ran.err
    assert "aws sso login" in ran.err


def test_no_region(islive: Islive) -> None:
    """Without a region nothing can be asked, and where to set one is said."""
    ran = islive("shop")
    assert ran.code == 2
    assert ran.err == "islive: no AWS region is set\n  give one with --region, or set AWS_REGION\n"


def test_no_such_profile(islive: Islive) -> None:
    """A profile that does not exist is named."""
    ran = islive("shop", "--profile", "nobody", "--region", "eu-west-1")
    assert ran.code == 2
    assert "nobody" in ran.err


def test_repo_that_is_none(islive: Islive, tmp_path: Path) -> None:
    """A folder given with --repo must be a git work tree."""
    ran = islive("shop", "--region", "eu-west-1", "--repo", str(tmp_path))
    assert ran.code == 2
    assert f"--repo {tmp_path} is no git work tree" in ran.err


def test_connect_to_nowhere(islive: Islive) -> None:
    """--connect-to has four parts."""
    ran = islive("shop", "--region", "eu-west-1", "--connect-to", "somewhere")
    assert ran.code == 2
    assert "HOST:PORT:HOST:PORT" in ran.err


def test_a_bug_is_one_sentence_and_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    """What nobody foresaw is one sentence with the path of a report, exit code 1, and no traceback on the screen."""
    code = main(cast("Any", [None, "--profile", "hunter2"]))
    said = capsys.readouterr().err
    report = Path(said.split()[-1])
    assert code == 1
    assert said.count("\n") == 1
    assert "Traceback" in report.read_text()
    assert "hunter2" not in report.read_text()
    report.unlink()


def test_the_report_of_a_bug_holds_no_secret() -> None:
    """Versions and the way to the crash; values of options and what looks like a key are left out."""
    try:
        raise RuntimeError("password=hunter2hunter2 AKIAIOSFODNN7EXAMPLE")  # noqa: TRY301
    except RuntimeError as crash:
        text = crash_text(crash, ["why", "shop", "--profile=work", "--save", "/home/me/x"])
    assert "islive 0.1.0" in text
    assert "RuntimeError" in text
    assert "--profile=• --save •" in text
    assert not [
        word for word in ("hunter2", "AKIAIOSFODNN7EXAMPLE", "shop", "/home/me") if word in text.split("\n\n")[0]
    ]
    assert "hunter2" not in text
    assert "AKIAIOSFODNN7EXAMPLE" not in text
