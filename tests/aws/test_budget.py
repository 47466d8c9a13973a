"""The read budget: a quarter of AWS's rates, shared by all threads, halved where AWS throttles. No real time passes."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.loaders import Loader
from hypothesis import given
from hypothesis import strategies as st

from islive.aws.bucket import UNLIMITED, Bucket, Rate
from islive.aws.budget import SHARE, Budget
from islive.aws.rates import AT_WORST, ECS, bucket_of
from islive.engine.discover import declared_operations
from islive.simulator import load, scenarios
from islive.wiring.inquiry import Inquiry
from islive.wiring.investigating import report_on_service
from tests.incident.doors import gated

THROTTLED = '{"__type":"ThrottlingException","message":"Rate exceeded"}'


@dataclass
class Virtual:
    """A clock that moves only when somebody sleeps."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list[float])

    def clock(self) -> float:
        """Seconds."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.slept.append(seconds)
        self.now += seconds

    def budget(self) -> Budget:
        """A budget that lives by this clock."""
        return Budget(clock=self.clock, sleep=self.sleep)


def time_for(operation: str, questions: int) -> float:
    """How long so many questions take, one after another."""
    virtual = Virtual()
    budget = virtual.budget()
    for _ in range(questions):
        budget.spend(operation)
    return virtual.now - 100.0


@pytest.mark.parametrize(
    "operation, burst, per_second",
    [
        ("elbv2:DescribeTargetHealth", 40, 10),
        ("ecs:DescribeServices", 100, 20),
        ("ecs:DescribeTaskDefinition", 50, 20),
        ("ecs:DescribeServiceRevisions", 50, 20),
        ("logs:GetLogEvents", 10, 10),
    ],
)
@pytest.mark.parametrize("questions", [1, 54, 304])
def test_a_quarter_of_the_published_rate(operation: str, burst: float, per_second: float, questions: int) -> None:
    """The burst is free; what is more takes as long as a quarter of AWS's rate needs."""
    free = burst * 0.25
    expected = max(0.0, questions - free) / (per_second * 0.25)
    assert time_for(operation, questions) == pytest.approx(expected)


def test_operations_share_their_bucket() -> None:
    """Listeners, rules and target health live off one bucket; tasks off another, which is still full."""
    virtual = Virtual()
    budget = virtual.budget()
    for operation in ("elbv2:DescribeListeners", "elbv2:DescribeRules") * 5:
        budget.spend(operation)
    assert not virtual.slept
    budget.spend("ecs:ListTasks")
    assert not virtual.slept
    budget.spend("elbv2:DescribeTargetHealth")
    assert virtual.slept == [pytest.approx(0.4)]


@given(st.lists(st.floats(0, 3), max_size=60), st.floats(1, 20), st.floats(0.5, 10))
def test_never_more_than_burst_and_rate(pauses: list[float], burst: float, per_second: float) -> None:
    """Whenever the questions come, in no stretch of time are there more than burst and rate allow."""
    bucket, now, granted = Bucket(Rate(burst, per_second), AT_WORST, 0.0), 0.0, list[float]()
    for pause in pauses:
        now += pause
        granted.append(now + bucket.take(now))
    for first, start in enumerate(granted):
        for last in range(first, len(granted)):
            allowed = burst + per_second * (granted[last] - start)
            assert last - first + 1 <= allowed + 1 + 1e-6


def test_threads_share_it() -> None:
    """Forty threads at once get what one would: the waits that are handed out are one behind the other."""
    lock, waits = threading.Lock(), list[float]()

    def sleep(seconds: float) -> None:
        with lock:
            waits.append(seconds)

    budget = Budget(clock=lambda: 0.0, sleep=sleep)
    with ThreadPoolExecutor(40) as pool:
        list(pool.map(budget.spend, ["elbv2:DescribeRules"] * 40))
    assert sorted(waits) == pytest.approx([0.4 * one for one in range(1, 31)])


def test_a_throttled_bucket_is_halved_and_comes_back() -> None:
    """Half the rate at once, once a second at most, not below a sixteenth; all of it again after some time."""
    bucket = Bucket(Rate(10, 2), AT_WORST, 0.0)
    for _ in range(5):
        bucket.throttled(0.0)
    assert bucket.per_second == 1
    assert bucket.take(0.0) == pytest.approx(1.0)
    for second in range(1, 30):
        bucket.throttled(float(second))
    assert bucket.per_second >= 2 / 16
    bucket.take(100.0)
    assert bucket.per_second == 2


def test_what_aws_says_nothing_about_is_free_until_it_objects() -> None:
    """An operation without a published rate is not held up; once throttled it is asked slowly."""
    bucket = Bucket(UNLIMITED, AT_WORST, 0.0)
    assert {bucket.take(0.0) for _ in range(1000)} == {0.0}
    bucket.throttled(1.0)
    assert bucket.take(1.0) > 0


def test_a_page_and_a_repetition_are_paid_for(stub: Any) -> None:
    """Every request counts, as AWS counts: two pages are two; what AWS throttles slows the bucket down."""
    virtual = Virtual()
    budget = virtual.budget()
    pages = iter([{"taskArns": ["a"], "nextToken": "n"}, {"taskArns": ["b"]}])

    def answers(asked: Any) -> tuple[int, dict[str, str], bytes]:
        if "DescribeServices" in asked.target:
            return 400, {}, THROTTLED.encode()
        return 200, {}, json.dumps(next(pages)).encode()

    stub.answers = answers
    live = stub.live("ecs:ListTasks", "ecs:DescribeServices", budgets=lambda *_: budget)
    assert live.call("ecs:ListTasks", cluster="c")["taskArns"] == ["a", "b"]
    for _ in range(23):
        budget.spend("ecs:ListTasks")
    assert not virtual.slept
    budget.spend("ecs:ListTasks")
    assert virtual.slept == [pytest.approx(0.2)]
    with pytest.raises(Exception, match="Throttled"):
        live.call("ecs:DescribeServices", services=["s"])
    budget.spend("ecs:DescribeServices")
    assert virtual.slept[-1] == pytest.approx(1 / (20 * SHARE / 2))


def test_each_scope_has_a_budget_of_its_own(stub: Any) -> None:
    """Limits belong to an account and region: what one spends the other still has."""
    made: list[Budget] = []

    def budgets(whose: str, region: str) -> Budget:
        del whose, region
        made.append(Virtual().budget())
        return made[-1]

    stub.answers = lambda _: (200, {}, b'{"services":[]}')
    live = stub.live("ecs:DescribeServices", budgets=budgets)
    for region in ("eu-west-1", "us-east-1"):
        live.at(f"arn:aws:ecs:{region}:111122223333:cluster").call("ecs:DescribeServices", services=["s"])
    assert len(made) == 2
    live.at("arn:aws:ecs:us-east-1:111122223333:cluster")
    assert len(made) == 2


@pytest.mark.parametrize("scenario", scenarios())
def test_one_service_is_never_held_up(scenario: str) -> None:
    """Whatever is wrong with it, the questions about one service fit into the bursts: no look gets slower."""
    for service, truth in load(scenario).truth.items():
        look, gate = gated(scenario)
        report_on_service(look, Inquiry(service=service, version=truth.get("requested")), service)
        virtual = Virtual()
        budget = virtual.budget()
        for (operation, _), times in gate.asked.items():
            for _ in range(times):
                budget.spend(operation)
        assert not virtual.slept


def test_every_operation_has_a_bucket_that_exists() -> None:
    """What the facts ask of ECS and of load balancing has a published rate; the names of the table are AWS's own."""
    for operation in declared_operations():
        if operation.startswith(("ecs:", "elbv2:")):
            assert bucket_of(operation)[1] is not UNLIMITED, operation
    known = Loader().load_service_model("ecs", "service-2")["operations"]
    assert {operation for _, operations in ECS.values() for operation in operations} <= known.keys()
