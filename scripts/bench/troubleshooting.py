"""Drives the troubleshooting tools of awslabs.ecs-mcp-server over both services of the incident.

Runs in that package's own environment (scripts/bench/beside.py) and prints what the tools return, as JSON.
"""

import asyncio
import importlib
import json
from datetime import UTC, datetime
from typing import Any

CLUSTER, DAY = "ava-olo-production", 24 * 60 * 60
FAMILIES = {"agricultural-core": "ava-agricultural-task", "monitoring-dashboards": "ava-monitoring-task"}
# The world's clock; by default the tools look at the last hour before now.
NOW = datetime(2025, 7, 21, 9, 0, tzinfo=UTC)
TOOLS: Any = importlib.import_module("awslabs.ecs_mcp_server.api.troubleshooting_tools")


async def troubleshoot(service: str, family: str) -> list[Any]:
    """What its own guidance says to ask about a service whose deployment does not end."""
    window = {"time_window": DAY, "end_time": NOW}
    return [
        await TOOLS.get_ecs_troubleshooting_guidance(cluster_name=CLUSTER, service_name=service),
        await TOOLS.fetch_service_events(cluster_name=CLUSTER, service_name=service, **window),
        await TOOLS.fetch_task_failures(cluster_name=CLUSTER, **window),
        await TOOLS.detect_image_pull_failures(cluster_name=CLUSTER, service_name=service, family_prefix=family),
    ]


async def main() -> None:
    """Both services, one after the other."""
    found = {service: await troubleshoot(service, family) for service, family in FAMILIES.items()}
    print(json.dumps(found, default=str))


if __name__ == "__main__":
    asyncio.run(main())
