"""The pace of those who look again and again: what AWS and GitHub are asked, and what they are not asked again."""

import json
from collections import Counter
from dataclasses import dataclass, field

import pytest

from islive.aws.budget import SHARE
from islive.aws.rates import bucket_of
from islive.engine.waiting import Limits, Waiting
from islive.facts.service import Service
from islive.model.doors import Refused, Reply
from islive.wiring.inquiry import Inquiry
from islive.wiring.kept import AFTER_THE_END, WITHOUT_TOKEN, Kept
from islive.wiring.looks import Looks
from islive.wiring.opening import open_look
from islive.wiring.place import Place
from islive.wiring.sights import Sights
from tests.waiting.unfolding import VirtualClock, seen_in

RUNS = "https://api.github.com/repos/example/web/actions/runs?head_sha=7158d41&per_page=100"


@dataclass
class GitHub:
    """A web that counts what it is asked; the runs stand as `statuses` says."""

    statuses: tuple[str, ...] = ("completed", "in_progress")
    authenticated: bool = True
    status: int = 200
    asked: Counter[str] = field(default_factory=Counter[str])

    def get(self, url: str, **headers: str) -> Reply:
        """The runs, whatever the address."""
        del headers
        self.asked[url] += 1
        body = json.dumps({"workflow_runs": [{"status": one} for one in self.statuses]})
        return Reply("http:get", {"status": self.status, "body": body, "authenticated": self.authenticated})


def asked_in_an_hour(web: GitHub, *, made: bool = False, pause: float = 5.0) -> int:
    """How often GitHub is asked by somebody who looks every few seconds for an hour."""
    clock = VirtualClock()
    kept = Kept(clock, made=made)
    for _ in range(int(3600 / pause)):
        kept.http(web).get(RUNS)
        clock.wait(pause)
    return web.asked[RUNS]


def test_runs_that_go_on_are_looked_at_each_time() -> None:
    """With a token: 720 looks are 720 questions."""
    assert asked_in_an_hour(GitHub()) == 720


def test_without_a_token_no_more_than_github_allows() -> None:
    """Sixty an hour, however often one looks."""
    assert asked_in_an_hour(GitHub(authenticated=False)) <= 3600 / WITHOUT_TOKEN == 60


def test_runs_that_have_ended_and_made_their_image_are_never_asked_again() -> None:
    """Neither with a token nor without one."""
    for authenticated in (True, False):
        assert asked_in_an_hour(GitHub(("completed", "completed"), authenticated), made=True) == 1


def test_runs_that_have_ended_may_have_started_another_one() -> None:
    """As long as there is no image of theirs: once a minute."""
    assert asked_in_an_hour(GitHub(("completed",))) == 3600 / AFTER_THE_END


@pytest.mark.parametrize("web", [GitHub(()), GitHub(status=404), GitHub(status=500)], ids=["none", "closed", "broken"])
def test_no_runs_are_no_ended_ones(web: GitHub) -> None:
    """A commit without runs, and an answer that tells nothing: the next look asks again."""
    assert asked_in_an_hour(web, made=True) == 720


def test_other_addresses_are_asked_each_time() -> None:
    """The canary is asked afresh at each look, and so is what has a name like GitHub's."""
    clock, web = VirtualClock(), GitHub(("completed",))
    door = Kept(clock, made=True).http(web)
    urls = ("https://shop.example.com/deployment-canary", RUNS.replace("api.github.com", "api.github.com.example.com"))
    for url in urls * 3:
        door.get(url)
    assert dict(web.asked) == dict.fromkeys(urls, 3)


def test_a_refusal_is_not_kept() -> None:
    """The next look asks again."""

    class Shut(GitHub):
        """Nobody answers."""

        def get(self, url: str, **headers: str) -> Reply:
            super().get(url, **headers)
            raise Refused("http:get", "TimedOut")

    web, kept = Shut(), Kept(VirtualClock(), made=True)
    for _ in range(3):
        with pytest.raises(Refused):
            kept.http(web).get(RUNS)
    assert web.asked[RUNS] == 3


def test_a_look_says_whether_the_runs_have_made_their_image() -> None:
    """An image of the version, or a deployment of it: then they have."""
    kept = Kept(VirtualClock())
    kept.learn(seen_in("healthy", "web", "v1.4.2"))
    assert kept.made
    kept.learn(seen_in("ci-running", "web", "v1.4.2"))
    assert not kept.made


def test_the_budget_is_the_same_at_each_look() -> None:
    """What one look has spent the next one lacks; another account or region has its own."""
    kept = Kept(VirtualClock())
    assert kept.budget("", "eu-west-1") is kept.budget("", "eu-west-1")
    assert len({id(kept.budget(whose, region)) for whose in ("", "444455556666") for region in ("a", "b")}) == 4


def test_waiting_lives_off_a_quarter_of_the_rates() -> None:
    """Between two looks each bucket gets back what the look took, at a quarter of the rate that AWS publishes."""
    inquiry = Inquiry(service="web", version="v1.4.2")
    looks = Looks(lambda: open_look(Place(scenario="in-progress"), inquiry), "web")
    pause = Waiting(0.0).saw(0.0, looks(), cost=looks.cost).next(0.0, Limits()).pause
    assert looks.newest is not None
    taken = Counter(bucket_of(one.operation) for one, _ in looks.newest[0].transcript.rows() if one.door == "aws")
    assert {"elb read", "ecs service read", "logs:GetLogEvents"} & {name for name, _ in taken}
    for (name, rate), count in taken.items():
        assert count <= rate.share(SHARE).per_second * pause, name


def test_a_look_that_came_to_no_report_proves_nothing() -> None:
    """What is recorded beside a report is the look that it was made of, not one that was only begun after it."""
    inquiry = Inquiry(service="web", version="v1.4.2")
    sights = Sights(lambda: open_look(Place(scenario="healthy"), inquiry), "web")
    sights.look((Service,), "v1.4.2")
    sights.judge("v1.4.2")
    proved = sights.newest
    sights.look((Service,), "v1.4.2")
    assert proved is not None
    assert sights.newest is proved
