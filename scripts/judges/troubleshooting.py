"""What the troubleshooting tools of awslabs.ecs-mcp-server say of a service, as JSON: each tool's answer by its name.

Runs in that package's own environment: `troubleshooting.py CLUSTER SERVICE FAMILY NOW`.
"""

import asyncio
import importlib
import json
import sys
from datetime import datetime
from typing import Any

DAY = 24 * 60 * 60
TOOLS: Any = importlib.import_module("awslabs.ecs_mcp_server.api.troubleshooting_tools")


async def troubleshoot(cluster: str, service: str, family: str, now: str) -> dict[str, Any]:
    """By default the tools look at the last hour before now; the world has a now of its own."""
    window = {"time_window": DAY, "end_time": datetime.fromisoformat(now)}
    return {
        "guidance": await TOOLS.get_ecs_troubleshooting_guidance(cluster_name=cluster, service_name=service),
        "events": await TOOLS.fetch_service_events(cluster_name=cluster, service_name=service, **window),
        "failures": await TOOLS.fetch_task_failures(cluster_name=cluster, **window),
        "logs": await TOOLS.fetch_task_logs(cluster_name=cluster, **window),
        "images": await TOOLS.detect_image_pull_failures(
            cluster_name=cluster, service_name=service, family_prefix=family
        ),
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(troubleshoot(*sys.argv[1:])), default=str))
