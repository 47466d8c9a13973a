"""A world as it was at an earlier moment: without everything that came after."""

from typing import Any

from islive.simulator.document import find, merge, read


def rewound(scenario: str, moment: str) -> Any:
    """A scenario's document at that moment: what came later is gone, the newest deployment left is PRIMARY."""
    document = merge({}, read(find(scenario)))
    document["now"] = moment
    ecs = document["aws"]["ecs"]
    for cluster in ecs["clusters"].values():
        cluster["tasks"] = _earlier(cluster["tasks"], moment)
        for service in cluster["services"].values():
            for part in ("deployments", "serviceRevisions", "serviceDeployments"):
                service[part] = _earlier(service[part], moment)
            service["events"] = {at: says for at, says in service["events"].items() if at <= moment}
            newest = max(service["deployments"].values(), key=lambda it: it["createdAt"])
            newest |= {"status": "PRIMARY", "updatedAt": newest["createdAt"]}
    for revisions in ecs["taskDefinitions"].values():
        for number in [it for it, fields in revisions.items() if fields["registeredAt"] > moment]:
            del revisions[number]
    return document


def _earlier(things: dict[str, Any], moment: str) -> dict[str, Any]:
    return {name: it for name, it in things.items() if it["createdAt"] <= moment}
