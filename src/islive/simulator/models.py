"""botocore's service models: the shapes that drive the wire, read once for each service."""

from functools import cache
from typing import Any, TypeAlias

import botocore.loaders
import botocore.model

# botocore has no type stubs, and its cached properties deceive a type checker.
ServiceModel: TypeAlias = Any
OperationModel: TypeAlias = Any
Shape: TypeAlias = Any

# The services that a world answers for, by the name that requests are signed with.
SERVICES = {
    "sts": "sts",
    "ecs": "ecs",
    "ecr": "ecr",
    "codebuild": "codebuild",
    "codepipeline": "codepipeline",
    "logs": "logs",
    "secretsmanager": "secretsmanager",
    "ssm": "ssm",
    "kms": "kms",
    "iam": "iam",
    "elasticloadbalancing": "elbv2",
    "ec2": "ec2",
    "monitoring": "cloudwatch",
    "application-autoscaling": "application-autoscaling",
    "servicediscovery": "servicediscovery",
    "servicequotas": "service-quotas",
}
# What a policy calls those whose name there is another one.
IAM_PREFIXES = {"elbv2": "elasticloadbalancing", "service-quotas": "servicequotas"}
QUERY_SERVICES = ("sts", "iam", "elbv2")
EC2_SERVICES = ("ec2",)
# Both send forms, with the API's version among the fields, and answer in XML.
FORM_SERVICES = QUERY_SERVICES + EC2_SERVICES


CBOR = "smithy-rpc-v2-cbor"


class _Loader(botocore.loaders.Loader):
    """Leaves out the CBOR protocol, which botocore prefers where a service has it and the simulator does not speak."""

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        model: Any = super().load_service_model(service_name, type_name, api_version)
        metadata: Any = model.get("metadata", {})
        if CBOR not in metadata.get("protocols", ()):
            return model
        others = [name for name in metadata["protocols"] if name != CBOR]
        return {**model, "metadata": {**metadata, "protocol": others[0], "protocols": others}}


@cache
def loader() -> botocore.loaders.Loader:
    """The reader of botocore's data, which remembers what it has read: it is most of what a client costs."""
    return _Loader(extra_search_paths=[])


@cache
def service_model(service: str) -> ServiceModel:
    """The model of one service, such as `ecs`."""
    return botocore.model.ServiceModel(loader().load_service_model(service, "service-2"), service)


@cache
def operation_model(service: str, operation: str) -> OperationModel:
    """The model of one operation, such as `ecs`, `DescribeServices`."""
    return service_model(service).operation_model(operation)


def service_of_target(target: str) -> str | None:
    """The service that an `X-Amz-Target` header's prefix belongs to."""
    prefix = target.partition(".")[0]
    json_services = [name for name in SERVICES.values() if name not in FORM_SERVICES]
    return next((name for name in json_services if service_model(name).metadata.get("targetPrefix") == prefix), None)


def service_of_version(version: str) -> str | None:
    """The service of the query or ec2 protocol that has this API version."""
    return next((name for name in FORM_SERVICES if service_model(name).api_version == version), None)
