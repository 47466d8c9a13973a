"""islive deploy: what is refused before anything is asked, the plan that is shown, and the codes of not deploying."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.cli.conftest import Islive
from tests.rollout.account import ISLIVE, account_of, before

BEFORE = str(Path(__file__).parents[1] / "living" / "worlds" / "before.yaml")
REGISTRY = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
PLAN = ("deploy", "web", "v1.4.2", "--scenario", BEFORE, "--dry-run")


@pytest.mark.parametrize(
    "words, says",
    [
        (("deploy",), "which version is to be deployed?"),
        (("deploy", "web"), "islive deploy web VERSION"),
        (("deploy", "web", "v1.4.2", "--on-fail", "panic"), "there are: rollback, hold"),
        (("deploy", "web", "v1.4.2", "--yes", "--dry-run"), "leave one of them out"),
        (("deploy", "web", "v1.4.2", "--yes", "--scenario", "healthy"), "only to be looked at"),
        (("deploy", "web", "v1.4.2"), "nobody is here to be asked"),
        (("deploy", "web", "v1.4.2", "--dry-run", "--require", "hope"), "no grade of a proof"),
        (("deploy", "web", "v1.4.2", "--dry-run", "--timeout", "soon"), "--timeout"),
    ],
)
def test_wrong_use(islive: Islive, words: tuple[str, ...], says: str) -> None:
    """Exit code 2, and what would be right."""
    ran = islive(*words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_the_plan(islive: Islive) -> None:
    """The proof, the one edit, one UpdateService, each with its command and its undo; nothing is changed."""
    ran = islive(*PLAN, "-v")
    assert ran.code == 0
    assert ran.out.startswith("PLAN, nothing has been changed: web v1.4.2: web@sha256:33d223cb2122 is deployed")
    assert "containerDefinitions[web].image: " in ran.out
    assert "in the place of web:41" in ran.out
    assert "against web:41, which runs, that changes besides the image: nothing" in ran.out
    assert ran.out.count("aws ecs update-service") == 1


def test_the_page_shows_the_plan(islive: Islive) -> None:
    """The plan in docs/deploy.md is what this world comes to."""
    page = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    shown = islive(*PLAN, "--format", "terminal").out
    # Long words break where the terminal ends.
    assert "".join(shown.split()) in "".join(page.split())


def test_the_plan_as_json(islive: Islive) -> None:
    """The steps are those that would be carried out, and the command goes on with it."""
    plan = json.loads(islive(*PLAN, "--format", "json").out)
    steps = [step["operation"] for one in plan["remedies"] for step in one["steps"]]
    assert steps == ["ecs:RegisterTaskDefinition", "ecs:UpdateService"]
    assert plan["command"].startswith("islive deploy web v1.4.2")
    assert "--dry-run" not in plan["command"]


def test_from_what_runs(islive: Islive) -> None:
    """--from leaves out what is registered and not deployed yet."""
    out = islive(*PLAN, "--from", "web:41").out
    assert "all but the image stays as in web:41, which PRIMARY deploys" in out
    assert "register a revision of web from web:41" in " ".join(out.split())


def test_the_tags_go_first_if_they_are_wanted(islive: Islive) -> None:
    """With --tag the image gets its tags, as by `islive tag`."""
    plan = json.loads(islive(*PLAN, "--tag", "--format", "json").out)
    steps = [step["operation"] for one in plan["remedies"] for step in one["steps"]]
    assert steps[0] == "ecr:PutImage"
    assert steps[-2:] == ["ecs:RegisterTaskDefinition", "ecs:UpdateService"]


def test_a_digest_is_itself(islive: Islive) -> None:
    """No commit is looked for; one that no repository has is refused."""
    digest = json.loads(islive(*PLAN, "--format", "json").out)["remedies"][0]["steps"][0]["says"].rpartition("@")[2]
    assert islive("deploy", "web", digest, "--scenario", BEFORE, "--dry-run").code == 0
    ran = islive("deploy", "web", f"sha256:{'0' * 64}", "--scenario", BEFORE, "--dry-run")
    assert ran.code == 20
    assert "no repository of the service has sha256:000000000000" in ran.out


def test_a_revision_is_its_image_and_all_else_that_it_says(islive: Islive) -> None:
    """`deploy web web:42` begins from that revision, and pins the image that it leads to."""
    plan = json.loads(islive("deploy", "web", "web:42", *PLAN[3:], "--format", "json").out)
    register, deploy = [step for one in plan["remedies"] for step in one["steps"]]
    assert "register a revision of web from web:42: " in register["says"]
    assert deploy["operation"] == "ecs:UpdateService"
    assert "web:v1.4.2 → " in register["says"]


@pytest.mark.parametrize(
    "image, says",
    [
        (f"{REGISTRY}/web:v1.4.1", "web:42 has 2 images of 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web: "),
        ("public.ecr.aws/nginx/nginx:1.27", "in the place of web:41"),
    ],
)
def test_no_container_gets_the_image_of_another(islive: Islive, tmp_path: Path, image: str, says: str) -> None:
    """Two images of the version's own repository: for which of them it is cannot be told, so nothing is deployed."""
    beside = {"image": image, "essential": False}
    families = {"web": {"42": {"containerDefinitions": {"beside": beside}}}}
    world = tmp_path / "two.yaml"
    world.write_text(json.dumps({"extends": BEFORE, "aws": {"ecs": {"taskDefinitions": families}}}))
    ran = islive("deploy", "web", "v1.4.2", "--scenario", str(world), "--dry-run")
    assert says in " ".join(ran.out.split())


def test_what_is_live_is_not_deployed_again(islive: Islive) -> None:
    """The report is the answer."""
    ran = islive("deploy", "web", "v1.4.2", "--scenario", "healthy", "--dry-run")
    assert ran.code == 0
    assert ran.out.splitlines()[0].startswith(("answer: LIVE", "LIVE"))
    assert "nothing was changed: PRIMARY deploys v1.4.2 already" in ran.err


def test_live_is_not_enough_where_more_is_required(islive: Islive) -> None:
    """Proved less far than --require asks: that it is live cannot be told."""
    live = ("deploy", "web", "v1.4.2", "--scenario", "healthy", "--dry-run", "--no-probe")
    ran = islive(*live, "--require", "answered")
    assert ran.code == 3
    assert "it is proved to routed, and answered was required" in ran.err


@pytest.mark.parametrize(
    "scenario, version, code, says",
    [
        (BEFORE, "v9", 20, "which commit is v9?"),
        ("in-progress", "v1.4.1", 15, "is under way since"),
        ("scaled-to-zero", "v1.4.1", 20, "--desired-count 1"),
    ],
)
def test_refused(islive: Islive, scenario: str, version: str, code: int, says: str) -> None:
    """Before anything is done, with why, and what would help."""
    ran = islive("deploy", "web", version, "--scenario", scenario, "--dry-run", "--format", "json")
    assert ran.code == code, ran.out
    hindered = json.loads(ran.out)["hindered"]
    assert says in json.dumps(hindered)
    assert all(one["way_out"] for one in hindered)


@pytest.mark.slow
def test_interrupted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C says what goes on in AWS and how to go on (130); the same command elsewhere goes on with it (0)."""
    with account_of(before(), tmp_path) as account:
        words = ("deploy", "web", "v1.4.2", "--yes", "--no-probe")
        env = os.environ | account.around | {"ISLIVE_CLOCK": ""}
        with subprocess.Popen(
            [*ISLIVE, *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as one:
            assert one.stderr is not None
            for line in one.stderr:
                if "tasks waiting" in line:
                    break
            one.send_signal(signal.SIGINT)
            out, err = one.communicate(timeout=60)
        assert (one.returncode, out) == (130, "")
        assert "nothing was changed" not in err
        assert "AWS goes on without islive" in err
        assert "to go on: islive deploy web v1.4.2 --no-probe" in err
        other = account.islive(capsys, *words)
        assert other.code == 0, other.err
        assert "is gone on with" in other.err
        assert account.writes == ["ecs:RegisterTaskDefinition", "ecs:UpdateService"]
