"""A layer's text in place of the address to fetch it from: that address is a secret, and expires."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from islive.model.doors import Aws, AwsRefused, Http, Question, Refused, Reply, Scope

OPERATION = "ecr:GetDownloadUrlForLayer"
THREADS = 8
OK = 200


class BlobsAws:
    """A door to AWS around another one; its answer to `ecr:GetDownloadUrlForLayer` holds `blob`, the text itself.

    The text is fetched here, below every recorder, so that the presigned address reaches no fact and no bundle.
    """

    def __init__(self, aws: Aws, http: Http) -> None:
        self._aws = aws
        self._http = http

    @property
    def scope(self) -> Scope:
        """Where the door leads."""
        return self._aws.scope

    def call(self, operation: str, /, **params: Any) -> Reply:
        """Ask one question. Raises AwsRefused."""
        return self._fetched(self._aws.call(operation, **params))

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """Ask many at once, answers in the order of the questions."""
        answers = self._aws.calls(questions)
        with ThreadPoolExecutor(THREADS, thread_name_prefix="layer") as pool:
            return list(pool.map(self._fetched_or_refused, answers))

    def at(self, arn: str) -> "BlobsAws":
        """The door of the account and region that an ARN names."""
        return BlobsAws(self._aws.at(arn), self._http)

    def _fetched_or_refused(self, answer: Reply | AwsRefused) -> Reply | AwsRefused:
        try:
            return answer if isinstance(answer, AwsRefused) else self._fetched(answer)
        except AwsRefused as refused:
            return refused

    def _fetched(self, answer: Reply) -> Reply:
        if answer.operation != OPERATION:
            return answer
        try:
            page = self._http.get(answer["downloadUrl"])
        except Refused as refused:
            raise AwsRefused(OPERATION, refused.code, "the layer could not be fetched") from refused
        if page["status"] != OK:
            raise AwsRefused(OPERATION, "Unreachable", f"the layer's address answered {page['status']}")
        return Reply(OPERATION, {"layerDigest": answer["layerDigest"], "blob": page["body"]})
