"""Let ECS take back a deployment that is not finished: StopServiceDeployment with a rollback."""

from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.model.remedy import Given, Precondition, Risk, Source, Step
from islive.remedy.builder import writes

STOP, LOOK, LISTING = "ecs:StopServiceDeployment", "ecs:DescribeServiceDeployments", "ecs:ListServiceDeployments"


@writes(STOP, reads=(LOOK, LISTING))
def stop_deployment(service: Service, deployments: ServiceDeployments) -> Step:
    """The step that takes the newest one back to what `deployments.last_successful` deployed."""
    newest, good = deployments.newest, deployments.last_successful
    if newest is None or good is None:
        raise ValueError("there is nothing to take back, or nothing to go back to")
    asked = {"serviceDeploymentArns": [newest.arn]}
    listed = {"cluster": service.cluster, "service": service.name, "status": ["SUCCESSFUL"]}
    return Step(
        says="let ECS take back the deployment that is not finished, by StopServiceDeployment",
        operation=STOP,
        params={"serviceDeploymentArn": newest.arn, "stopType": "ROLLBACK"},
        expects=f"the deployment is still {newest.status}",
        risk=Risk.DISRUPTIVE,
        at=service.arn,
        precondition=Precondition(
            Source(LOOK, asked, "serviceDeployments[0].status", service.arn), newest.status, "ROLLBACK_REQUESTED"
        ),
        given=(
            Given(
                Source(LISTING, listed, "serviceDeployments[0].targetServiceRevisionArn", service.arn),
                good.target_revision,
                "ECS goes back to the same revision",
            ),
        ),
    )
