"""Change settings of a service that take effect without a deployment: circuit breaker, percentages, grace period."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from islive.facts.service import Service
from islive.model.expected import Has
from islive.model.remedy import Precondition, Risk, Step
from islive.remedy.builder import writes
from islive.remedy.standing import CONFIGURATION, SERVICES, configured, now_at
from islive.remedy.steps.deploy_registered import UPDATE

GRACE = "healthCheckGracePeriodSeconds"
# "This parameter doesn't trigger a new service deployment" (API reference, UpdateService).
WITHOUT_DEPLOYMENT = frozenset({CONFIGURATION, GRACE})


@writes(UPDATE, reads=(SERVICES,))
def change_service(service: Service, settings: Mapping[str, Any]) -> Step:
    """The step that changes them; of the deploymentConfiguration only what is to be different need stand there.

    The whole of it is read just before, and sent along with that laid over it: nothing else of it is lost. Raises
    ValueError for a setting that would begin a deployment, or is not known to be without one.
    """
    if others := sorted(settings.keys() - WITHOUT_DEPLOYMENT):
        raise ValueError(f"not without a deployment: {', '.join(others)}")
    was = _of_these(_now(service), settings)
    back = {"cluster": service.cluster, "service": service.name, **was}
    step = Step(
        says=f"change {service.name} without a deployment: {Has(settings)}",
        operation=UPDATE,
        params={"cluster": service.cluster, "service": service.name, **settings},
        expects=f"{service.name} still has {Has(was)}",
        risk=Risk.SAFE,
        at=service.arn,
        precondition=Precondition(now_at(service, ""), Has(was), Has(settings)),
        takes=configured(service, settings),
        idempotent=True,
    )
    return replace(step, undo=replace(step, params=back).aws_cli)


def _now(service: Service) -> Mapping[str, Any]:
    """Those settings as the service was seen to have them."""
    breaker = {"enable": service.circuit_breaker.enabled, "rollback": service.circuit_breaker.rollback}
    return {
        CONFIGURATION: {
            "deploymentCircuitBreaker": breaker,
            "minimumHealthyPercent": service.minimum_percent,
            "maximumPercent": service.maximum_percent,
            "bakeTimeInMinutes": service.bake_minutes,
        },
        GRACE: service.grace_seconds,
    }


def _of_these(known: Any, asked: Any) -> Any:
    """Of what is known only what is asked about; what is not known is not expected to be anything."""
    if not (isinstance(known, Mapping) and isinstance(asked, Mapping)):
        return known
    return {name: _of_these(known[name], asked[name]) for name in asked if name in known}
