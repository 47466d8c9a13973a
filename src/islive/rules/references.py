"""`valueFrom` put right: which secret or parameter a variable is taken from, where the right reference is known."""

from collections.abc import Iterator

from islive.facts.last_good import LastGood
from islive.facts.secret_reference import SUFFIX, SecretReference
from islive.facts.task_definitions import Container
from islive.model.remedy import Edit, Given, Remedy, Source
from islive.rules.correction import correct, within


def reference_before(wrong: SecretReference, revision: str, last: LastGood) -> SecretReference | None:
    """What the last good revision takes the same variable from, where that is something else."""
    for container in _containers_with(wrong, revision, last):
        before = last.container_before(revision, container.name)
        for one in before.secrets if before else ():
            if one.variable == wrong.variable and one.value_from != wrong.value_from:
                return one
    return None


def refer(
    title: str, wrong: SecretReference, value_from: str, revision: str, last: LastGood, *given: Given
) -> Remedy | None:
    """Take that variable from there, in every container that has the wrong reference; None of a revision not tried."""
    edits = [
        Edit(within(one.name, f"secrets[{wrong.variable}].valueFrom"), value_from, wrong.value_from)
        for one in _containers_with(wrong, revision, last)
    ]
    return correct(title, last.tried, last, *edits, given=given) if last.tried and edits else None


def refer_to(title: str, id: str, now: str, revision: str, last: LastGood) -> Remedy | None:
    """Name a secret by another ARN wherever it is named, its keys and stages kept; None of a revision not tried."""
    if last.tried is None or last.tried.name != revision:
        return None
    edits = [
        Edit(
            within(one.name, f"secrets[{secret.variable}].valueFrom"),
            now + secret.value_from[len(id) :],
            secret.value_from,
        )
        for one in last.tried.containers
        for secret in one.secrets
        if secret.id == id
    ]
    return correct(title, last.tried, last, *edits) if edits else None


def still_there(reference: SecretReference) -> tuple[Given, ...]:
    """That the secret exists when the revision is registered: nobody looked it up so far. Of a parameter nothing."""
    if reference.kind != "secretsmanager" or not SUFFIX.search(reference.id):
        return ()
    found = Source("secretsmanager:DescribeSecret", {"SecretId": reference.id}, "ARN", reference.id)
    return (Given(found, reference.id, f"secret {reference.name} exists"),)


def as_before(wrong: SecretReference, revision: str, last: LastGood) -> Remedy | None:
    """Take the variable from where the last good revision takes it; None where that takes it from the same place."""
    before = reference_before(wrong, revision, last)
    if before is None or last.good is None:
        return None
    key = f", key {before.key}" if before.key else ""
    title = f"take {wrong.variable} from {before.name}{key} again, as {last.good.name} does"
    return refer(title, wrong, before.value_from, revision, last, *still_there(before))


def _containers_with(wrong: SecretReference, revision: str, last: LastGood) -> Iterator[Container]:
    if last.tried and last.tried.name == revision:
        for container in last.tried.containers:
            if any((one.variable, one.value_from) == (wrong.variable, wrong.value_from) for one in container.secrets):
                yield container
