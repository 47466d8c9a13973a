"""Who owns a service and its task definition: the template or program that puts back whatever is changed by hand."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from islive.facts.reading import whole
from islive.facts.service import Service
from islive.model.citation import Citation
from islive.model.collector import collects
from islive.model.doors import Aws, Refused
from islive.model.evidence import Gap, gap

DESCRIBE_SERVICE, DESCRIBE_DEFINITION = "ecs:DescribeServices", "ecs:DescribeTaskDefinition"

# CloudFormation user guide, "CloudFormation resource tagging": set by itself on what a stack makes.
STACK, LOGICAL_ID = "aws:cloudformation:stack-name", "aws:cloudformation:logical-id"
# AWS Copilot tags the stacks of an application, and CloudFormation hands the tags on to what is in them.
COPILOT = ("copilot-application", "copilot-environment", "copilot-service")
# AWS CDK developer guide, "Logical IDs": eight hexadecimal digits of a hash end each of them.
OF_CDK = re.compile(r"[A-Za-z0-9]*[0-9A-F]{8}")
# The same in the name that CloudFormation makes of stack and logical id, or of the latter alone.
NAMED_BY_CDK = re.compile(r"(?:.+-)?[A-Za-z]\w*?[0-9A-F]{8}-[A-Za-z0-9]{8,13}")
# Terraform marks nothing by itself; these are the keys that default_tags of its AWS provider are written with.
MANAGED_BY = re.compile(r"(?i)(?:managed|created|provisioned|deployed)[-_ ]?by|provisioner|iac|iac[-_]?tool")
OF_TERRAFORM = re.compile(r"(?i)\b(?:terraform|opentofu|terragrunt)\b")
IS_TERRAFORM = re.compile(r"(?i)terraform|opentofu|tf[-_]managed|terraform[-_:/].*")
NO = frozenset({"false", "no", "0", "off", ""})
# What its name_prefix makes of a name that nobody gave: a moment, and a counter.
NAMED_BY_TERRAFORM = re.compile(r"(?:.*-)?terraform-\d{18}.*|.*\d{18}[0-9a-f]{8}")


class By(StrEnum):
    """What keeps it."""

    CLOUDFORMATION = "CloudFormation"
    CDK = "the CDK"
    COPILOT = "Copilot"
    TERRAFORM = "Terraform"


@dataclass(frozen=True, slots=True)
class Owner:
    """One owner: `of` is "service" or "task definition", `name` the stack, the Copilot service, or "" where unknown.

    `logical_id` is what the template calls it.
    """

    by: By
    of: str
    name: str
    because: Citation
    logical_id: str = ""


@dataclass(frozen=True, slots=True)
class Ownership:
    """The owners that tags and names tell of; none means that nothing tells of one.

    `tags` are those of the task definition that PRIMARY deploys.
    """

    owners: tuple[Owner, ...]
    gaps: tuple[Gap, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict[str, str])

    def of(self, what: str) -> Owner | None:
        """Who owns the "service" or the "task definition"; of one that says nothing, who owns the other."""
        return next((one for one in self.owners if one.of == what), None) or next(iter(self.owners), None)


@collects(DESCRIBE_DEFINITION)
def collect(aws: Aws, service: Service) -> Ownership:
    """The service's tags are known; those of its task definition are asked for. Only a plan wants to know."""
    owners = list(_owner("service", service.name, service.tags, DESCRIBE_SERVICE))
    try:
        definition = service.primary.task_definition
        answer = whole(aws.call(DESCRIBE_DEFINITION, taskDefinition=definition, include=["TAGS"]))
        tags = answer.pairs("tags", "key", "value")
    except Refused as refused:
        return Ownership(tuple(owners), (gap("Ownership", refused),))
    family = definition.partition(":")[0]
    return Ownership((*owners, *_owner("task definition", family, tags, DESCRIBE_DEFINITION)), tags=tags)


def _owner(of: str, name: str, tags: Mapping[str, str], operation: str) -> Iterator[Owner]:
    """The one that is nearest to the file that people edit."""
    where = "services[0].tags" if of == "service" else "tags"
    for found in (_copilot(tags), _stack(tags), _terraform(tags)):
        if found:
            by, called, key, logical = found
            yield Owner(by, of, called, Citation(operation, f"{where}[{key}]", tags[key]), logical)
            return
    by = _by_name(name)
    if by:
        field = "services[0].serviceName" if of == "service" else "taskDefinition.family"
        yield Owner(by, of, "", Citation(operation, field, name))


Found = tuple[By, str, str, str]


def _copilot(tags: Mapping[str, str]) -> Found | None:
    if not all(one in tags for one in COPILOT):
        return None
    return By.COPILOT, tags["copilot-service"], "copilot-application", tags.get(LOGICAL_ID, "")


def _stack(tags: Mapping[str, str]) -> Found | None:
    if STACK not in tags:
        return None
    logical = tags.get(LOGICAL_ID, "")
    return (By.CDK if OF_CDK.fullmatch(logical) else By.CLOUDFORMATION), tags[STACK], STACK, logical


def _terraform(tags: Mapping[str, str]) -> Found | None:
    for key, value in tags.items():
        managed = MANAGED_BY.fullmatch(key) and OF_TERRAFORM.search(value)
        if managed or (IS_TERRAFORM.fullmatch(key) and value.lower() not in NO):
            return By.TERRAFORM, "", key, ""
    return None


def _by_name(name: str) -> By | None:
    if NAMED_BY_TERRAFORM.fullmatch(name):
        return By.TERRAFORM
    return By.CDK if NAMED_BY_CDK.fullmatch(name) else None
