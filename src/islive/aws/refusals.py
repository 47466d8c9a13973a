"""Every way in which AWS, or the way to it, fails to answer, as one refusal with a code that rules can read."""

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from islive.model.doors import AwsRefused
from islive.model.errors import UserError
from islive.model.evidence import DENIED

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

# In botocore's words about a parameter.
VALUE = re.compile(r", value: .*?(?=, (?:type|valid))", re.DOTALL)
# Each service spells them its own way; API reference of each service, "Common errors".
THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded",
        "LimitExceededException.Throttled",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "Throttled",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
ALSO_DENIED = frozenset(
    {"AccessDeniedFault", "AuthorizationErrorException", "NotAuthorized", "Forbidden", "403", "UnauthorizedException"}
)
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"})
# Elsewhere these may mean that the account has not enabled the region.
WRONG_KEYS = frozenset(
    {
        "AuthFailure",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)


def of_client_error(operation: str, error: "ClientError", profile: str, *, home: bool) -> AwsRefused:
    """What AWS said. Raises UserError when it says that these are no credentials, or credentials no longer.

    `home` tells whether it is the user's own scope that was asked.
    """
    response: Any = error.response
    said = response.get("Error", {})
    code, message = str(said.get("Code", "")), str(said.get("Message", ""))
    if code in EXPIRED or (home and code in WRONG_KEYS):
        raise UserError(f"AWS does not accept the credentials ({code}): {message}", _log_in(profile)) from error
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return AwsRefused(operation, _code(code, message, status), message)


def _code(code: str, message: str, status: int) -> str:
    if code in THROTTLED or message.startswith("Rate exceeded") or status == HTTPStatus.TOO_MANY_REQUESTS:
        return "Throttled"
    if code in DENIED:
        return code
    if code in ALSO_DENIED or code.endswith((".UnauthorizedOperation", "AccessDenied", "AccessDeniedException")):
        return "AccessDenied"
    return "ServerError" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else code or "Unknown"


def of_broken_way(operation: str, error: Exception, profile: str) -> AwsRefused:
    """What kept the question from AWS or the answer from us. Raises UserError for what the user has to put right.

    `error` is one of botocore's own (BotoCoreError) that is not an answer of AWS.
    """
    _raise_if_users(error, profile)
    code = next((code for code, kinds in _kinds().items() if isinstance(error, kinds)), "Unreachable")
    return AwsRefused(operation, code, _words(error))


def _words(error: Exception) -> str:
    """What botocore says, without what it quotes: that may hold anything.

    Of an answer that it cannot read it quotes all (AssumeRole answers with keys), of a parameter that it does not take
    the value (a task definition has an environment).
    """
    if isinstance(error, parser_error()):
        return str(error).partition("\n")[0].removesuffix(" Further retries may succeed:")
    return VALUE.sub("", str(error)) if isinstance(error, _kinds()["InvalidQuestion"]) else str(error)


def _kinds() -> dict[str, tuple[type[Exception], ...]]:
    from botocore import exceptions as e

    return {
        "TimedOut": (e.ReadTimeoutError, e.ConnectTimeoutError),
        "Cut": (
            e.ConnectionClosedError,
            e.IncompleteReadError,
            e.PaginationError,
            e.ResponseStreamingError,
            parser_error(),
        ),
        "InvalidQuestion": (e.ParamValidationError, e.ValidationError),
    }


def parser_error() -> type[Exception]:
    """botocore's error for an answer that it cannot read."""
    from botocore.parsers import ResponseParserError

    return ResponseParserError


def _raise_if_users(error: Exception, profile: str) -> None:
    from botocore import exceptions as e

    sso = (e.UnauthorizedSSOTokenError, e.SSOTokenLoadError, e.TokenRetrievalError, e.SSOError)
    if isinstance(error, sso):
        raise UserError(f"the SSO session has ended: {error}", f"aws sso login{_profile(profile)}") from error
    if isinstance(error, e.NoRegionError):
        raise UserError("no AWS region is set", "give one with --region, or set AWS_REGION") from error
    if isinstance(error, e.ProfileNotFound):
        raise UserError(str(error), "see `aws configure list-profiles`") from error
    if isinstance(error, (e.NoCredentialsError, e.PartialCredentialsError, e.CredentialRetrievalError)):
        raise UserError(f"no usable AWS credentials: {error}", _log_in(profile)) from error


def _log_in(profile: str) -> str:
    chosen = _profile(profile)
    return f"aws sso login{chosen}, or for access keys: aws configure{chosen}"


def _profile(profile: str) -> str:
    return "" if profile in ("", "default") else f" --profile {profile}"
