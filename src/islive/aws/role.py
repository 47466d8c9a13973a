"""The role of another account, assumed when it is first needed and again before it runs out."""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from islive.aws.refusals import of_client_error

ASSUME = "sts:AssumeRole"
EARLY = timedelta(minutes=5)


class AssumedRole:
    """Temporary keys of a role (STS AssumeRole); safe for threads."""

    def __init__(
        self, sts: Callable[[], Any], arn: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._sts = sts
        self._arn = arn
        self._now = now
        self._lock = threading.Lock()
        self._keys: dict[str, str] = {}
        self._until = datetime.min.replace(tzinfo=UTC)

    def keys(self) -> Mapping[str, str]:
        """The arguments of a client that acts as the role. Raises AwsRefused (sts:AssumeRole)."""
        with self._lock:
            if self._now() + EARLY >= self._until:
                self._assume()
            return self._keys

    def _assume(self) -> None:
        given = self._given()
        until = given["Expiration"]
        self._until = datetime.fromisoformat(until) if isinstance(until, str) else until
        self._keys = {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }

    def _given(self) -> Mapping[str, Any]:
        """The credentials; that they are refused is a refusal of AssumeRole, whatever was about to be asked."""
        from botocore.exceptions import ClientError

        try:
            return self._sts().assume_role(RoleArn=self._arn, RoleSessionName="islive")["Credentials"]
        except ClientError as error:
            raise of_client_error(ASSUME, error, "", home=False) from error
