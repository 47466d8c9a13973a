"""Several accounts and regions, each a world of its own, behind one door to AWS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from islive.model.doors import Aws, AwsRefused, Question, Reply, Scope
from islive.simulator import World
from islive.transcript.place import scope_of
from tests.properties.scenes import live_on

REFUSED = "User: arn:aws:iam::111122223333:user/ada is not authorized to perform: sts:AssumeRole"


def doors_to(*worlds: World) -> "Accounts":
    """The door of the first world's account and region, which leads on to the others; no role leads elsewhere."""
    known: dict[Scope, Aws] = {Scope(one.scope.account, one.scope.region): live_on(one) for one in worlds}
    return Accounts(known, next(iter(known)))


@dataclass(frozen=True)
class Accounts:
    """The door of one account and region among several."""

    known: Mapping[Scope, Aws]
    scope: Scope

    def call(self, operation: str, /, **params: Any) -> Reply:
        """Raises AwsRefused, as Live does where the role of an account cannot be assumed."""
        if self.scope not in self.known:
            raise AwsRefused("sts:AssumeRole", "AccessDenied", REFUSED)
        return self.known[self.scope].call(operation, **params)

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """Each refusal is an answer."""
        return [self._one(question) for question in questions]

    def at(self, arn: str) -> "Accounts":
        """The door of the account and region that an ARN names."""
        return Accounts(self.known, scope_of(arn, self.scope))

    def _one(self, question: Question) -> Reply | AwsRefused:
        try:
            return self.call(question.operation, **question.params)
        except AwsRefused as refused:
            return refused
