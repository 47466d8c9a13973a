"""answer-of-another-service: a canary answers, and it runs in no task of this service."""

from collections.abc import Iterator

from islive.facts.answerers import Answerers, Stranger
from islive.facts.service import Service
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.TRAFFIC, when=AFTER, severity=Severity.CRITICAL, explains=("stale-code", "routes-disagree"))
def answer_of_another_service(service: Service, answerers: Answerers) -> Iterator[Sighting]:
    """The process that answers at the service's address is a task of another service.

    ## What it means
    The canary names the task that it runs in, as the ECS metadata endpoint told it, and that is no task of this service
    and not even of its cluster. Whatever version it says, even the right one, users of this address are not served by
    the tasks that were deployed.

    ## Why it happens
    - The host name leads to the load balancer of another environment: staging, an older stack, another account.
    - Two services are built from one repository and carry the same version, and a rule leads to the wrong one.
    - An address that was given with `--url`, or `--connect-to`, is that of another service.

    ## What to do
    Follow the name: `islive routes` shows which load balancers, rules and target groups belong to the service. Correct
    the DNS record or the listener rule.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-update-rules.html
    """
    for one in answerers.strangers:
        yield _sighting(service, one)


def _sighting(service: Service, one: Stranger) -> Sighting:
    step = Step(
        f"Look with `islive routes` which addresses lead to {service.name}, and correct the DNS record or the rule "
        f"behind {one.answer.url}."
    )
    return Sighting(
        subject=one.answer.url,
        summary=f"{one.answer.url} is answered by {one.says} (it says {one.answer.names}), expected {one.expected}",
        because=(Citation("http:get", one.answer.url, one.answer.quote),),
        remedies=(Remedy("lead the address to this service", Risk.MANUAL, Horizon.NOW, (step,)),),
    )
