"""Deployment alarms: an alarm that fires while a deployment is under way fails it.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
"""

from islive.simulator.living.state import Engine, Rollout, Service
from islive.simulator.names import Json


def firing(engine: Engine, service: Service) -> list[str]:
    """The alarms of the service's deployment configuration that are in ALARM now."""
    known = engine.document.get("aws", {}).get("cloudwatch", {}).get("alarms", {})
    return [name for name in watched(service) if known.get(name, {}).get("state") == "ALARM"]


def watched(service: Service) -> list[str]:
    """The names of the alarms that a deployment of the service watches."""
    configured: Json = service.configuration.get("alarms") or {}
    return list(configured.get("alarmNames", [])) if configured.get("enable") else []


def rolls_back(service: Service) -> bool:
    """Whether an alarm makes ECS roll back, rather than only stop the deployment."""
    return bool((service.configuration.get("alarms") or {}).get("rollback"))


def monitored(service: Service, rollout: Rollout) -> Json | None:
    """What DescribeServiceDeployments shows of the alarms; nothing where none is watched, or one fired before."""
    if rollout.alarms is not None or rollout.ignores_alarms or not watched(service):
        return rollout.alarms
    status = "MONITORING_COMPLETE" if rollout.is_finished else "MONITORING"
    return {"status": status, "alarmNames": watched(service)}


def triggered(service: Service, fired: list[str]) -> Json:
    """What it shows once alarms have fired."""
    return {"status": "TRIGGERED", "alarmNames": watched(service), "triggeredAlarmNames": fired}
