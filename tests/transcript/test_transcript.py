"""The transcript: each question once, refusals too, and a replay that says the same again."""

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.model.doors import AwsRefused, Question, Refused, Reply, Scope
from islive.model.errors import UserError
from islive.transcript import RecordedAws, RecordedDns, RecordedHttp, RecordedRepo, Transcript, replay

HOME = Scope("111122223333", "eu-west-1")
ARN = "arn:aws:ecr:us-east-1:999900001111:repository/app"

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
bodies = st.dictionaries(st.text(max_size=8), values, max_size=4)


@dataclass
class Canned:
    """A door that answers each operation with a body or a refusal, and counts."""

    said: Mapping[str, Mapping[str, Any] | Exception]
    scope: Scope = HOME
    asked: list[str] = field(default_factory=list[str])

    def call(self, operation: str, /, **_: Any) -> Reply:
        """What is said to that operation."""
        self.asked.append(operation)
        said = self.said[operation]
        if isinstance(said, Exception):
            raise said
        return Reply(operation, said)

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """Each by itself."""
        return [self._one(question) for question in questions]

    def at(self, arn: str) -> "Canned":
        """The same answers elsewhere."""
        return Canned(self.said, Scope(arn.split(":")[4], arn.split(":")[3]), self.asked)

    def get(self, url: str, **headers: str) -> Reply:
        """As HTTP."""
        return self.call("http:get", url=url, headers=headers)

    def resolve(self, name: str) -> Reply:
        """As DNS."""
        return self.call("dns:resolve", name=name)

    def _one(self, question: Question) -> Reply | AwsRefused:
        try:
            return self.call(question.operation, **question.params)
        except AwsRefused as refused:
            return refused


def told(reply: Reply | Refused) -> Any:
    """A reply, or a refusal, as something to compare."""
    if isinstance(reply, Refused):
        return type(reply), reply.operation, reply.code, reply.message
    return list(reply.items())


def heard(door: Any, operation: str, **params: Any) -> Any:
    """What a call gives, a refusal included."""
    try:
        return told(door.call(operation, **params))
    except Refused as refused:
        return told(refused)


@given(st.dictionaries(st.sampled_from(["ecs:A", "ecr:B", "logs:C"]), bodies, min_size=1), st.randoms())
def test_a_replay_says_the_same(said: dict[str, dict[str, Any]], random: Any) -> None:
    """Whatever was answered, in whatever order it is asked again, byte for byte and member by member."""
    live = RecordedAws(Canned(said), transcript := Transcript.redacting())
    first = {operation: repr(heard(live, operation, names=["a", "b"])) for operation in said}
    again = replay(transcript, HOME)
    order = list(said)
    random.shuffle(order)
    assert {operation: repr(heard(again.aws, operation, names=["a", "b"])) for operation in order} == first
    assert again.asked.calls == transcript.calls == len(said)


def test_a_refusal_is_an_answer() -> None:
    """It is asked for once, and raised again with the same class, code and words, live and replayed."""
    canned = Canned(
        {"ecs:A": AwsRefused("ecs:A", "AccessDenied", "you may not"), "http:get": Refused("http:get", "Cut", "x")}
    )
    transcript = Transcript.redacting()
    live, web = RecordedAws(canned, transcript), RecordedHttp(canned, transcript)
    expected = (AwsRefused, "ecs:A", "AccessDenied", "you may not")
    assert [heard(live, "ecs:A") for _ in range(2)] == [expected, expected]
    assert canned.asked == ["ecs:A"]
    with pytest.raises(Refused, match="Cut"):
        web.get("http://a/")
    again = replay(transcript, HOME)
    assert heard(again.aws, "ecs:A") == expected
    with pytest.raises(Refused, match="Cut"):
        again.http.get("http://a/")


def test_what_was_not_asked_is_not_recorded() -> None:
    """A replay never answers with nothing for something."""
    again = replay(Transcript(), HOME)
    for ask in (lambda: again.aws.call("ecs:A"), lambda: again.http.get("http://a/"), lambda: again.dns.resolve("a")):
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.code == "NotRecorded"
    assert again.repo is None


def test_two_who_ask_at_once_share_one_question() -> None:
    """While a question is under way, others wait for its answer."""
    started, go_on = threading.Event(), threading.Event()

    class Slow(Canned):
        def call(self, operation: str, /, **params: Any) -> Reply:
            started.set()
            go_on.wait(5)
            return super().call(operation, **params)

    canned = Slow({"ecs:A": {"x": 1}})
    door = RecordedAws(canned, transcript := Transcript())
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(door.call, "ecs:A")
        started.wait(5)
        others = [pool.submit(door.call, "ecs:A") for _ in range(7)]
        go_on.set()
        assert {flight.result(5)["x"] for flight in (first, *others)} == {1}
    assert canned.asked == ["ecs:A"]
    assert transcript.calls == 1


@given(st.lists(st.sampled_from(["ecs:A", "ecs:B", "ecs:C"]), min_size=1, max_size=12))
def test_a_batch_asks_each_different_question_once(operations: list[str]) -> None:
    """Within a batch and across batches; answers come in the order of the questions, refusals among them."""
    canned = Canned({"ecs:A": {"n": "ecs:A"}, "ecs:B": {"n": "ecs:B"}, "ecs:C": AwsRefused("ecs:C", "No", "")})
    door = RecordedAws(canned, transcript := Transcript())
    door.calls([Question("ecs:A", {})])
    answers = door.calls([Question(operation, {}) for operation in operations])
    assert ["ecs:C" if isinstance(one, AwsRefused) else one["n"] for one in answers] == operations
    assert sorted(canned.asked) == sorted({"ecs:A", *operations})
    assert transcript.calls == len(canned.asked)


def test_many_threads_many_batches_one_question_each() -> None:
    """Batches that overlap from many threads neither ask twice nor wait for each other for ever."""
    canned = Canned({f"ecs:{n}": {"n": n} for n in range(20)})
    door = RecordedAws(canned, Transcript())
    batches = [[Question(f"ecs:{(start + step) % 20}", {}) for step in range(10)] for start in range(20)]
    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(door.calls, batches, timeout=10))
    shown = [[str(told(one)) for one in got] for got in results]
    assert shown == [[str([("n", int(question.operation[4:]))]) for question in batch] for batch in batches]
    assert sorted(canned.asked) == sorted(canned.said)


def test_a_question_that_crashed_is_asked_again() -> None:
    """What is no refusal is nobody's answer: it goes to the one who asked, and is not kept."""
    said: dict[str, Any] = {"ecs:A": UserError("log in", "aws sso login")}
    door = RecordedAws(Canned(said), transcript := Transcript())
    with pytest.raises(UserError):
        door.call("ecs:A")
    said["ecs:A"] = {"x": 1}
    assert transcript.calls == 0
    assert dict(door.call("ecs:A")) == {"x": 1}


def test_another_scope_is_another_question() -> None:
    """The same question elsewhere is asked elsewhere, and replayed from there."""
    door = RecordedAws(canned := Canned({"ecr:B": {"x": 1}}), transcript := Transcript())
    door.call("ecr:B")
    door.at(ARN).call("ecr:B")
    assert len(canned.asked) == 2
    again = replay(transcript, HOME).aws.at(ARN)
    assert again.scope == Scope("999900001111", "us-east-1")
    assert dict(again.call("ecr:B")) == {"x": 1}


def test_who_asks_is_not_written_down() -> None:
    """An Authorization header is neither in the key nor in a row, and a replay finds the answer without it."""
    transcript = Transcript.redacting()
    RecordedHttp(Canned({"http:get": {"status": 200}}), transcript).get(
        "http://a/", Authorization="Bearer s3cr3t", accept="x"
    )
    ((asked, _),) = transcript.rows()
    assert "s3cr3t" not in asked.params
    assert replay(transcript, HOME).http.get("http://a/", Accept="x")["status"] == 200


def test_a_secret_in_a_question_is_found_again_but_not_written() -> None:
    """A URL with a password in it is replayed, and the row does not hold the password."""
    transcript = Transcript.redacting()
    url = "https://me:hunter2@example.com/?token=s3cr3tvalue"
    RecordedHttp(Canned({"http:get": {"status": 200}}), transcript).get(url)
    ((asked, _),) = transcript.rows()
    assert not any(secret in asked.params for secret in ("hunter2", "s3cr3tvalue"))
    assert replay(transcript, HOME).http.get(url)["status"] == 200


def test_names_and_revisions_are_replayed_from_where_they_were_asked() -> None:
    """DNS and the repository are in the same transcript; each revision answers for itself."""

    class Tree:
        def __init__(self, revision: str) -> None:
            self.revision = revision

        def __getattr__(self, operation: str) -> Any:
            return lambda *words: Reply(operation, {"said": [self.revision, operation, *words]})

        def at(self, ref: str) -> "Tree":
            return Tree(ref)

    transcript = Transcript()
    tree: Any = Tree("index")
    repo = RecordedRepo(tree, transcript)

    def ask(door: Any) -> list[Any]:
        bound = (door, door.at("v1"))
        one = [dict(call()) for each in bound for call in (each.tags, each.files, each.remote)]
        return one + [dict(call("x")) for each in bound for call in (each.commit, each.log, each.read)]

    live = ask(repo)
    name = dict(RecordedDns(Canned({"dns:resolve": {"addresses": []}}), transcript).resolve("A.example."))
    again = replay(transcript, HOME)
    assert again.repo is not None
    assert ask(again.repo) == live
    assert dict(again.dns.resolve("a.example")) == name
    assert transcript.calls == 0
