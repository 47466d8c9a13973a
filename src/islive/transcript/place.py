"""Where a door to AWS leads, read from an ARN."""

from islive.model.doors import Scope


def scope_of(arn: str, here: Scope) -> Scope:
    """The account and region in `arn:partition:service:region:account:…`; what it leaves open stays as it is here."""
    parts = arn.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return here
    return Scope(account=parts[4] or here.account, region=parts[3] or here.region)


def named(scope: Scope) -> str:
    """The scope as the key of a question holds it."""
    return f"{scope.account}/{scope.region}"
