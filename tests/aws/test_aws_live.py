"""The door to AWS: merged pages, plain replies, one refusal for every way of not answering."""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore import exceptions
from hypothesis import given
from hypothesis import strategies as st

from islive.aws import open_session
from islive.aws.clients import Clients
from islive.aws.moments import moment
from islive.model.doors import AwsRefused, Question, Refused, Scope
from islive.model.errors import UserError
from islive.model.evidence import DENIED

TASKS = "ecs:ListTasks"
SERVICES = "ecs:DescribeServices"
TARGETS = "elbv2:DescribeTargetHealth"


def said(body: Any, status: int = 200, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """An answer of a JSON service."""
    return status, headers, json.dumps(body).encode()


def query_error(code: str, status: int) -> tuple[int, dict[str, str], bytes]:
    """A refusal of a query service."""
    body = f"<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"
    return status, {"Content-Type": "text/xml"}, body.encode()


def test_a_reply_holds_only_what_json_can(stub: Any) -> None:
    """Times are ISO 8601 text in UTC, and what botocore adds is gone."""
    stub.answers = lambda _: said({"services": [{"createdAt": 1763953200.25}]})
    reply = stub.live(SERVICES).call(SERVICES, cluster="c", services=["s"])
    assert dict(reply) == {"services": [{"createdAt": "2025-11-24T03:00:00.250Z"}]}


def test_an_undeclared_operation_is_never_asked(stub: Any) -> None:
    """What no fact declares is refused before anything is sent."""
    with pytest.raises(AwsRefused, match="NotDeclared"):
        stub.live(TASKS).call("ecs:DeleteService", service="s")
    assert not stub.asked


@pytest.mark.parametrize("operation", [TASKS, "ecs:ListServiceDeployments"])
def test_pages_are_merged(stub: Any, operation: str) -> None:
    """With a paginator of botocore's or without, all pages make one answer."""
    member = "taskArns" if operation == TASKS else "serviceDeployments"
    entries: Sequence[Any] = ["a", "b", "c"] if operation == TASKS else [{"status": s} for s in "abc"]

    def page(asked: Any) -> tuple[int, dict[str, str], bytes]:
        at = int(json.loads(asked.body).get("nextToken", 0))
        more = {"nextToken": str(at + 1)} if at < 2 else {}
        return said({member: [entries[at]], **more})

    stub.answers = page
    params = {"cluster": "c"} if operation == TASKS else {"service": "s"}
    assert dict(stub.live(operation).call(operation, **params)) == {member: list(entries)}


@pytest.mark.parametrize(
    "second, code",
    [
        (said({"__type": "AccessDeniedException", "message": "no"}, 400), "AccessDeniedException"),
        (said({}), "Cut"),
        (said({"taskArns": ["b"], "nextToken": "again"}), "Cut"),
    ],
)
def test_half_a_list_is_no_list(stub: Any, second: Any, code: str) -> None:
    """A later page that is refused, empty or endless refuses the whole question."""
    first = said({"taskArns": ["a"], "nextToken": "again"})
    stub.answers = lambda asked: second if b"again" in asked.body else first
    with pytest.raises(AwsRefused) as refused:
        stub.live(TASKS).call(TASKS, cluster="c")
    assert refused.value.code == code


def test_a_limit_ends_the_reading(stub: Any) -> None:
    """A question that says how much it wants in all gets no more, and no more is fetched."""
    stub.answers = lambda _: said({"events": [{"message": "x"}] * 3, "nextToken": str(len(stub.asked))})
    operation = "logs:FilterLogEvents"
    reply = stub.live(operation).call(operation, logGroupName="g", limit=5)
    assert len(reply["events"]) == 5
    assert len(stub.asked) == 2


@pytest.mark.parametrize(
    "answer, code",
    [
        (said({"__type": "ThrottlingException", "message": "Rate exceeded"}, 400), "Throttled"),
        (said({"__type": "Whatever", "message": "Rate exceeded"}, 400), "Throttled"),
        (said({"__type": "ServerException", "message": "oops"}, 500), "ServerError"),
        ((503, {}, b"<html>"), "ServerError"),
        (
            said({"__type": "x#ClusterNotFoundException", "message": "Cluster not found."}, 400),
            "ClusterNotFoundException",
        ),
        ((200, {}, b'{"services": [{"serviceNam'), "Cut"),
        ((200, {"Content-Length": "900"}, b'{"services": [{"serviceNam'), "Cut"),
        ((200, {"Content-Length": "900"}, b""), "Cut"),
        ((200, {"Content-Type": "text/html"}, b"<html>log in to the hotel</html>"), "Cut"),
    ],
)
def test_each_way_of_not_answering_has_its_code(stub: Any, answer: Any, code: str) -> None:
    """Rules read one code for each, whatever the service calls it."""
    stub.answers = lambda _: answer
    with pytest.raises(AwsRefused) as refused:
        stub.live(SERVICES).call(SERVICES, services=["s"])
    assert refused.value.code == code
    assert refused.value.operation == SERVICES


@pytest.mark.parametrize("code", ["AccessDenied", "UnauthorizedOperation", "AuthorizationErrorException", "Forbidden"])
def test_every_denial_is_one(stub: Any, code: str) -> None:
    """Each service's word for "no" is among those that name a missing permission."""
    stub.answers = lambda _: query_error(code, 403)
    with pytest.raises(AwsRefused) as refused:
        stub.live(TARGETS).call(TARGETS, TargetGroupArn="arn")
    assert refused.value.code in DENIED


def test_xml_that_breaks_off_is_cut(stub: Any) -> None:
    """A query service's answer without its end is refused."""
    stub.answers = lambda _: (200, {"Content-Type": "text/xml"}, b"<DescribeTargetHealthResponse><Desc")
    with pytest.raises(AwsRefused, match="Cut"):
        stub.live(TARGETS).call(TARGETS, TargetGroupArn="arn")


def test_an_empty_answer_is_noticed_where_it_is_read(stub: Any) -> None:
    """An empty object is an answer, but asking it for what AWS always sends is a refusal."""
    reply = stub.live(SERVICES).call(SERVICES, services=["s"])
    with pytest.raises(Refused, match="Empty"):
        _ = reply["services"]


def test_silence_times_out(stub: Any) -> None:
    """An answer that does not come in time is refused as late, while the other side is still silent."""
    refused = threading.Event()

    def be_silent(_: Any) -> tuple[int, dict[str, str], bytes]:
        refused.wait(30)
        return said({})

    stub.answers = be_silent
    with pytest.raises(AwsRefused, match="TimedOut"):
        stub.live(SERVICES).call(SERVICES, services=["s"])
    refused.set()


def test_nobody_there_is_unreachable(stub: Any) -> None:
    """A refused connection is not a denial."""
    stub.url = "http://127.0.0.1:9/"
    with pytest.raises(AwsRefused, match="Unreachable"):
        stub.live(SERVICES).call(SERVICES, services=["s"])


def test_a_question_that_makes_no_sense_is_refused(stub: Any) -> None:
    """Parameters that AWS would not take are refused, not raised as a defect of the run."""
    with pytest.raises(AwsRefused, match="InvalidQuestion"):
        stub.live(SERVICES).call(SERVICES, services="not a list")


@pytest.mark.parametrize("code", ["ExpiredTokenException", "UnrecognizedClientException"])
def test_dead_credentials_are_the_users_matter(stub: Any, code: str) -> None:
    """The run ends with the line that brings new credentials."""
    stub.answers = lambda _: said({"__type": code, "message": "expired"}, 400)
    with pytest.raises(UserError) as error:
        stub.live(SERVICES).call(SERVICES, services=["s"])
    assert "aws sso login" in error.value.hint


def test_a_region_that_is_not_enabled_is_a_refusal(stub: Any) -> None:
    """Elsewhere than at home, unknown keys do not end the run."""
    stub.answers = lambda _: said({"__type": "UnrecognizedClientException", "message": "x"}, 400)
    door = stub.live(SERVICES).at("arn:aws:ecs:me-south-1:111122223333:service/s")
    with pytest.raises(AwsRefused, match="UnrecognizedClientException"):
        door.call(SERVICES, services=["s"])


@pytest.mark.parametrize(
    "error, hint",
    [
        (exceptions.UnauthorizedSSOTokenError(), "aws sso login"),
        (exceptions.NoCredentialsError(), "aws configure"),
        (exceptions.NoRegionError(), "--region"),
    ],
)
def test_missing_set_up_says_the_way_out(stub: Any, error: Exception, hint: str) -> None:
    """What the user has to put right comes with the words to type."""

    def fail(**_: Any) -> None:
        raise error

    session = stub.session()
    session.events.register("before-send", fail)
    from islive.aws import Live

    live = Live(session, region="eu-west-1", account="1", declared=frozenset({SERVICES}))
    with pytest.raises(UserError) as raised:
        live.call(SERVICES, services=["s"])
    assert hint in raised.value.hint


def test_many_questions_are_asked_at_once_and_answered_in_order(stub: Any) -> None:
    """Four questions are under way together; a refusal among them is an answer."""
    together = threading.Barrier(4, timeout=5)

    def answer(asked: Any) -> tuple[int, dict[str, str], bytes]:
        together.wait()
        name = json.loads(asked.body)["services"][0]
        return said({"services": [{"serviceName": name}]}) if name != "2" else said({"__type": "X"}, 400)

    stub.answers = answer
    questions = [Question(SERVICES, {"services": [str(n)]}) for n in range(4)]
    replies = stub.live(SERVICES, pace=_patient()).calls(questions)
    shown = [r.code if isinstance(r, AwsRefused) else r["services"][0]["serviceName"] for r in replies]
    assert shown == ["0", "1", "X", "3"]


def _patient() -> Any:
    from islive.aws import Pace

    return Pace(attempts=1, threads=4, connect_timeout=5, read_timeout=10)


def test_another_account_is_asked_through_its_role(stub: Any) -> None:
    """A door to an account with a role takes that role once, and only when it asks."""
    keys = "<AccessKeyId>ASIAOTHER</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
    until = "<Expiration>2099-01-01T00:00:00Z</Expiration>"
    result = f"<AssumeRoleResult><Credentials>{keys}{until}</Credentials></AssumeRoleResult>"
    xml = f"<AssumeRoleResponse>{result}</AssumeRoleResponse>"
    stub.answers = lambda asked: (200, {}, xml.encode()) if b"AssumeRole" in asked.body else said({"services": []})
    role = "arn:aws:iam::999900001111:role/reader"
    door = stub.live(SERVICES, roles={"999900001111": role}).at("arn:aws:ecs:us-east-1:999900001111:service/s")
    assert door.scope == Scope("999900001111", "us-east-1")
    assert not stub.asked
    for _ in range(2):
        door.call(SERVICES, services=["s"])
    assert [b"AssumeRole" in asked.body for asked in stub.asked] == [True, False, False]


def test_the_account_is_asked_for_when_nobody_says_it(stub: Any) -> None:
    """The scope of the door is that of the credentials."""
    result = "<GetCallerIdentityResult><Account>444455556666</Account></GetCallerIdentityResult>"
    body = f"<GetCallerIdentityResponse>{result}</GetCallerIdentityResponse>"
    stub.answers = lambda _: (200, {}, body.encode())
    assert stub.live(account=None).scope == Scope("444455556666", "eu-west-1")


def test_the_session_names_islive_and_reads_times_cheaply(stub: Any) -> None:
    """AWS's logs show who asked, and botocore hands out text for times."""
    stub.answers = lambda _: said({"services": [{"createdAt": 0}]})
    client: Any = open_session(region="eu-west-1").client(
        "ecs", endpoint_url=stub.url, aws_access_key_id="a", aws_secret_access_key="b"
    )
    assert client.describe_services(services=["s"])["services"] == [{"createdAt": "1970-01-01T00:00:00.000Z"}]
    assert "islive/" in stub.asked[0].agent


def test_an_unknown_profile_is_the_users_matter() -> None:
    """A profile that does not exist is said in one sentence."""
    with pytest.raises(UserError, match="nobody"):
        open_session(profile="nobody")


@given(st.integers(0, 4_000_000_000))
def test_epoch_and_text_say_the_same_moment(seconds: int) -> None:
    """JSON services send numbers, XML services text; facts see one form."""
    known = datetime.fromtimestamp(seconds, UTC)
    forms = (
        known.timestamp(),
        str(int(known.timestamp())),
        known.isoformat(),
        known.isoformat().replace("+00:00", "Z"),
    )
    assert {moment(form) for form in forms} == {known.strftime("%Y-%m-%dT%H:%M:%S.000Z")}


def test_importing_the_door_does_not_import_boto3() -> None:
    """`islive --help` does not wait for boto3."""
    imports = "import sys, islive.aws, islive.http, islive.transcript"
    program = f"{imports}; print({{'boto3', 'botocore', 'urllib3'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_client_that_is_there_is_not_held_up(stub: Any) -> None:
    """While one client is being made, questions through another go on."""
    session, lock = stub.session(), threading.Lock()
    clients = Clients(session, "eu-west-1", None, lock, dict[str, str])
    there = clients.of("ecs")
    found: list[Any] = []
    with lock:
        asking = threading.Thread(target=lambda: found.append(clients.of("ecs")), daemon=True)
        asking.start()
        asking.join(5)
        assert found == [there]
