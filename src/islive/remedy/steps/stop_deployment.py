"""Let ECS take an unfinished deployment back by itself: StopServiceDeployment, which goes to the last success."""

from datetime import timedelta

from islive.facts.service import Service
from islive.facts.service_deployment import ServiceDeployment
from islive.model.expected import OneOf
from islive.model.remedy import Given, Precondition, Risk, Source, Step
from islive.remedy.builder import writes
from islive.remedy.standing import RECORD_LIST, RECORDS, record_at

STOP = "ecs:StopServiceDeployment"
# ECS developer guide, "Stopping an Amazon ECS service deployment": those that it rolls back, and those that it is
# rolling back already. One that another deployment has ended (STOP_REQUESTED) is neither.
UNDER_WAY = OneOf(("PENDING", "IN_PROGRESS"))
GOES_BACK = OneOf(("ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS", "ROLLBACK_SUCCESSFUL"))
# ECS writes to the millisecond, and does not say whether "created after" means the moment itself too.
A_MOMENT = timedelta(seconds=1)


@writes(STOP, reads=(RECORDS, RECORD_LIST))
def stop_deployment(service: Service, record: ServiceDeployment, good: ServiceDeployment) -> Step:
    """The step that has `record` rolled back to `good`, the newest service deployment that was SUCCESSFUL.

    ECS goes back to the last success, whichever that is, and does not ask: so it is read just before that it is still
    this one, and after it that ECS has recorded this revision as where it goes.
    """
    back = good.target_revision
    return Step(
        says=f"let ECS take the unfinished deployment of {service.name} back to the revision that served before it",
        operation=STOP,
        params={"serviceDeploymentArn": record.arn, "stopType": "ROLLBACK"},
        expects="the deployment is still under way",
        undo=f"deploy that revision again once its cause is mended: islive deploy {service.name} VERSION",
        risk=Risk.DISRUPTIVE,
        at=service.arn,
        precondition=Precondition(record_at(record, "status"), UNDER_WAY, GOES_BACK),
        given=(Given(_successes_since(service, good), [back], "the last successful deployment is that one"),),
        idempotent=True,
        confirms=(
            # What was under way a moment ago may still be told so; that another deployment has ended it may not.
            Given(record_at(record, "status"), OneOf((*UNDER_WAY.values, *GOES_BACK.values)), "it is rolled back"),
            Given(record_at(record, "rollback.serviceRevisionArn", may_lack=True), back, f"it goes back to {back}"),
        ),
    )


def _successes_since(service: Service, good: ServiceDeployment) -> Source:
    """The revisions of all deployments that were successful since that one, itself included."""
    since = {"after": (good.created_at - A_MOMENT).isoformat()}
    asked = {"cluster": service.cluster, "service": service.name, "status": ["SUCCESSFUL"], "createdAt": since}
    return Source(RECORD_LIST, asked, "serviceDeployments[].targetServiceRevisionArn", service.arn)
