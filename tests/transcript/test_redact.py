"""Redaction: planted secrets do not survive, identities and AWS's own words do, and a second time changes nothing."""

import json
import time
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from islive.transcript.redact import Redactor

REDACTOR = Redactor(b"salt")
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
words = st.text(LETTERS + "!#%*+.:?_~@^", min_size=6, max_size=24).map(lambda word: f"x9{word}z")


def of(alphabet: str, length: int) -> st.SearchStrategy[str]:
    """Texts of that length."""
    return st.text(alphabet, min_size=length, max_size=length)


SECRETS: dict[str, st.SearchStrategy[tuple[str, str]]] = {
    "access key": of(UPPER, 16).map(lambda s: (f"key is AKIA{s}", s)),
    "secret key": of(LETTERS + "/+", 37).map(lambda s: (f"wrote aB3{s} there", s)),
    "jwt": of(LETTERS, 20).map(lambda s: (f"got eyJhbGciOi.{s}.{s}", s)),
    "pem": of(LETTERS, 64).map(lambda s: (f"-----BEGIN RSA PRIVATE KEY-----\n{s}\n-----END RSA PRIVATE KEY-----", s)),
    "pem cut off": of(LETTERS, 30).map(lambda s: (f"-----BEGIN PRIVATE KEY-----\\n{s}", s)),
    "shell": words.map(lambda s: (f"export DB_PASSWORD={s}", s)),
    "yaml": words.map(lambda s: (f"token: {s}\nnext: 1", s)),
    "json": words.map(lambda s: (json.dumps({"a": 1, "api_key": s}), s)),
    "json in json": words.map(lambda s: (json.dumps({"m": json.dumps({"password": s})}), s)),
    "quoted": words.map(lambda s: (f"client_secret = '{s}'", s)),
    "option": words.map(lambda s: (f"docker login -u AWS --password {s} host", s)),
    "default": words.map(lambda s: (f'os.getenv("DB_PASSWORD", "{s}")', s)),
    "header": words.map(lambda s: (f"Authorization: Bearer {s}", s)),
    "basic": of(LETTERS, 16).map(lambda s: (f'"authorization": "Basic {s}"', s)),
    "url": of(LETTERS + "!$*:@/", 12).map(lambda s: (f"postgres://admin:p{s}p@db.internal:5432/app", f"p{s}p")),
    "git url": of(LETTERS, 20).map(lambda s: (f"https://{s}@github.com/a/b.git", s)),
    "github": of(LETTERS, 36).map(lambda s: (f"remote ghp_{s} denied", s)),
    "github pat": of(LETTERS + "_", 40).map(lambda s: (f"github_pat_{s}", s)),
    "slack": of("0123456789", 12).map(lambda s: (f"xoxb-{s}-{s}", s)),
    "presigned": of("0123456789abcdef", 64).map(lambda s: (f"https://b.s3.amazonaws.com/k?X-Amz-Signature={s}&a=1", s)),
    "session": of(LETTERS + "%", 80).map(lambda s: (f"?X-Amz-Security-Token={s}", s)),
}
planted = st.sampled_from(sorted(SECRETS)).flatmap(lambda kind: SECRETS[kind])
noise = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
colours = st.sampled_from(["\x1b[31m", "\x1b[0m", "\x1b[1;32m", "\x1b[K"])


@given(planted, noise, noise)
def test_no_planted_secret_survives(plant: tuple[str, str], before: str, after: str) -> None:
    """Whatever stands on the lines before and after."""
    text, secret = plant
    assume(secret not in before + after)
    assert secret not in REDACTOR.text(f"{before}\n{text}\n{after}")


@given(planted, st.data())
def test_colours_do_not_hide_a_secret(plant: tuple[str, str], data: st.DataObject) -> None:
    """A colour code inside a secret, or inside the name before it, changes nothing; other codes stay."""
    text, secret = plant
    at = data.draw(st.integers(0, len(text)))
    shown = REDACTOR.text(f"\x1b[1m{text[:at]}{data.draw(colours)}{text[at:]}")
    assert not any(
        piece in shown for piece in (secret, secret[: len(secret) // 2], secret[len(secret) // 2 :]) if len(piece) > 5
    )
    assert shown.startswith("\x1b[1m")


pieces = st.sampled_from(
    ["password", "=", ": ", "token", '"', "'", "\\", "\n", " ", "‹redacted›", "‹redacted:0a1b2c3d›", "‹", "›",
    "•", "://", "@", ":",
     "AKIAABCDEFGHIJKLMNOP", "\x1b[0m", "\x1b", "invalid character '", "' in string", "arn:aws:x:",
    "-----BEGIN A-----", "Bearer ",
     "hunter2", ",", "&", "secret", "}", "is not valid JSON", "Unexpected token ", "A1b" * 14]
)  # fmt: skip


@given(st.lists(pieces | noise, max_size=12).map("".join), st.booleans())
def test_a_second_time_changes_nothing(text: str, code: bool) -> None:  # noqa: FBT001
    """Redacted text is left alone, however it was taken apart."""
    once = REDACTOR.text(text, code=code)
    assert REDACTOR.text(once, code=code) == once


@pytest.mark.parametrize(
    "quoted", ["'!'", r"'\''", "'\"'", r"'\\'", r"'\n'", r"'\x1b'", r"'\u00e9'", "' '", "'ï'", r"'\\n'", "'''"]
)
@pytest.mark.parametrize(
    "tail",
    [
        "in string escape code", r"in \u hexadecimal character escape", "looking for beginning of value",
    "in string literal",
        "looking for beginning of object key string", "after object key:value pair", "after object key",
    "after array element",
        "after top-level value", "in numeric literal",
    ],
)  # fmt: skip
def test_the_character_that_a_parser_quotes_is_hidden(quoted: str, tail: str) -> None:
    """Every message of Go's encoding/json, as ECS passes it on."""
    before = "unable to retrieve secret from asm: service call has been retried 1 time(s): invalid character "
    assert REDACTOR.text(f"{before}{quoted} {tail}") == f"{before}'•' {tail}"


@pytest.mark.parametrize("quoted,literal,expected", [("p", "true", "r"), ("i", "false", "a"), ("o", "null", "u")])
def test_the_first_letters_of_a_bare_value_are_hidden(quoted: str, literal: str, expected: str) -> None:
    """Go says which literal a bare value looks like: by that, and by the letter it missed, one knows how it begins."""
    said = f"invalid character '{quoted}' in literal {literal} (expecting '{expected}')"
    assert REDACTOR.text(said) == "invalid character '•' in literal • (expecting •)"


FAILED_TO_FETCH = (
    "unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret "
    "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf:password:: from secrets manager: "
    "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/exec/0a1b is not authorized to perform: "
    "secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf"
)
KEPT = [
    FAILED_TO_FETCH,
    "ResourceInitializationError: unable to pull secrets or registry auth: pull command failed: : signal: killed",
    "retrieved secret from Secrets Manager did not contain json key password",
    "json: cannot unmarshal string into Go value of type map[string]interface {}",
    "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:" + "0a" * 32,
    "Successfully built 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
    "aws secretsmanager get-secret-value --secret-id prod/db",
    "env:\n  secrets-manager:\n    DB_PASSWORD: prod/db:password\n  parameter-store:\n    API_TOKEN: /prod/token\n",
    "password: $DB_PASSWORD\ntoken: ${{ secrets.DEPLOY }}\nid-token: write\nsecrets: inherit",
    "ssm parameter /prod/db/password: access denied by policy",
    "ssh://git@github.com/a/b https://host:8080/path@v1 PWD=/codebuild/output/src",
    "no basic auth credentials",
]


@pytest.mark.parametrize("text", KEPT)
def test_names_and_reasons_stay(text: str) -> None:
    """What names a secret, a digest or a reason is what the diagnosis lives on."""
    assert REDACTOR.text(text) == text


def test_source_code_still_parses() -> None:
    """In a file of code only what stands in quotation marks is taken out."""
    code = 'def f(token: str, password=None):\n    return g(password=read(), secret="hunter2")\n'
    shown = REDACTOR.answer("git:read", {"path": "app/main.py"}, {"text": code})["text"]
    assert "hunter2" not in shown
    compile(shown, "main.py", "exec")


def variables(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    """Environment variables as AWS lists them."""
    return [{"name": name, "value": value} for name, value in pairs]


IDENTITIES = variables(
    ("SOURCE", "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"),
    ("BASE", "sha256:" + "ab" * 32),
    ("REF", "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:v3.3.2"),
    ("IMAGE_TAG", "v3.3.2-17-gabc1234"),
    ("RELEASED", "3.3.2"),
)


@given(st.text(LETTERS + " !'\"\\é\n=:/", min_size=1, max_size=20))
def test_variables_are_tokens(value: str) -> None:
    """Values of task definitions, overrides and builds: equal ones stay equal, and are not there."""
    body: Any = {
        "taskDefinition": {"containerDefinitions": [{"environment": variables(("A", value), ("B", value))}]},
        "tasks": [{"overrides": {"containerOverrides": [{"environment": variables(("C", value))}]}}],
        "builds": [{"environment": {"environmentVariables": variables(("D", value))}}],
    }
    shown = REDACTOR.answer("ecs:DescribeTaskDefinition", {}, body)
    assert shown["builds"][0]["environment"]["environmentVariables"][0]["value"] == REDACTOR.token(value)
    values = {one["value"] for one in shown["taskDefinition"]["containerDefinitions"][0]["environment"]}
    assert values == {shown["tasks"][0]["overrides"]["containerOverrides"][0]["environment"][0]["value"]}
    assert values == {REDACTOR.token(value)}
    assert REDACTOR.answer("ecs:DescribeTaskDefinition", {}, shown) == shown


def test_what_says_which_version_runs_is_kept() -> None:
    """Digests, commits, images and versions are identity, unless the name says that it is a secret."""
    body = {"exportedEnvironmentVariables": [*IDENTITIES, {"name": "API_KEY", "value": "0a" * 20}]}
    shown = REDACTOR.answer("codebuild:BatchGetBuilds", {}, body)["exportedEnvironmentVariables"]
    assert shown[:-1] == IDENTITIES
    assert shown[-1]["value"].startswith("‹redacted:")


def test_references_of_builds_are_kept() -> None:
    """A variable that CodeBuild fetches holds a name, not a value."""
    variable = {"name": "DB_PASSWORD", "value": "prod/db:password", "type": "SECRETS_MANAGER"}
    assert REDACTOR.answer("codebuild:BatchGetProjects", {}, {"environmentVariables": [variable]}) == {
        "environmentVariables": [variable]
    }


def test_tokens_cannot_be_guessed() -> None:
    """Another transcript has other tokens for the same value."""
    assert Redactor.with_random_salt().token("hunter2") != Redactor.with_random_salt().token("hunter2")


def test_labels_tags_options_and_arguments() -> None:
    """Where users name things, the name decides."""
    body = {
        "dockerLabels": {"com.acme.token": "hunter2", "version": "v1"},
        "options": {"splunk-token": "hunter2", "awslogs-group": "/ecs/app"},
        "tags": [{"key": "db-password", "value": "hunter2"}, {"key": "team", "value": "infra"}],
        "command": ["run", "--password", "hunter2", "--verbose"],
        "authorizationToken": "hunter2",
    }
    shown = json.dumps(REDACTOR.answer("ecs:DescribeTaskDefinition", {}, body))
    assert "hunter2" not in shown
    assert all(kept in shown for kept in ("v1", "/ecs/app", "infra", "--verbose"))


def test_a_key_that_was_logged_line_by_line() -> None:
    """Everything from BEGIN to END goes, also the short last line."""
    lines = ["start", "-----BEGIN RSA PRIVATE KEY-----", "MIIEow", "ab+/", "-----END RSA PRIVATE KEY-----", "end"]
    shown = REDACTOR.answer("logs:GetLogEvents", {}, {"events": [{"message": line} for line in lines]})["events"]
    assert [event["message"].startswith("‹redacted") for event in shown] == [False, True, True, True, True, False]


@pytest.mark.parametrize(
    "operation, body",
    [
        ("secretsmanager:GetSecretValue", {"Name": "prod/db", "SecretString": '{"p": "hunter2"}'}),
        ("secretsmanager:GetSecretValue", {"Name": "prod/db", "SecretBinary": "hunter2"}),
        ("secretsmanager:BatchGetSecretValue", {"SecretValues": [{"Name": "prod/db", "SecretString": "hunter2"}]}),
        ("ssm:GetParameters", {"Parameters": [{"Name": "prod/db", "Value": "hunter2"}]}),
    ],
)
def test_values_of_secrets_are_shapes(operation: str, body: Any) -> None:
    """What facts and bundles hold of a secret is its shape; its name stays."""
    shown = json.dumps(REDACTOR.answer(operation, {}, body))
    assert "hunter2" not in shown
    assert "prod/db" in shown
    assert '"Shape": {"kind"' in shown


HOSTILE = [
    "aB3+",
    "-a",
    "://a:",
    "eyJ",
    "password=",
    "token\\",
    "AKIA",
    "\x1b[0ma",
    "arn:aws:",
    "-----BEGIN A-----",
    "token=a;",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_text_costs_little(piece: str) -> None:
    """A body made to keep the patterns busy takes a fraction of a second; what grows with its square takes minutes."""
    started = time.monotonic()
    REDACTOR.text(piece * (100_000 // len(piece)) + " token")
    assert time.monotonic() - started < 10
