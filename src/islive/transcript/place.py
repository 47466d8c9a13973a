"""Where a door to AWS leads, read from an ARN."""

from islive.model.doors import Scope


def scope_of(arn: str, here: Scope) -> Scope:
    """The account and region in `arn:partition:service:region:account:…`; what it leaves open stays as it is here."""
    match arn.split(":", 5):
        case ["arn", _, _, region, account, _]:
            return Scope(account or here.account, region or here.region)
        case _:
            return here


def named(scope: Scope) -> str:
    """The scope as the key of a question holds it."""
    return f"{scope.account}/{scope.region}"
