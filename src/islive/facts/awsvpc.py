"""Where a service's tasks get their network interfaces: what Service and ServiceRevision hold."""

from dataclasses import dataclass

from islive.facts.reading import Part


@dataclass(frozen=True, slots=True)
class Awsvpc:
    """The subnets, security groups and public address of tasks with interfaces of their own (AwsVpcConfiguration).

    Without security groups of its own a task has the VPC's default one.
    """

    subnets: tuple[str, ...]
    security_groups: tuple[str, ...]
    public_ip: bool


def awsvpc(part: Part) -> Awsvpc | None:
    """The network configuration in a service or revision; None where tasks use their host's network. Raises Refused."""
    configuration = part.part_or_none("networkConfiguration")
    found = configuration.part_or_none("awsvpcConfiguration") if configuration else None
    if found is None:
        return None
    # The API's default is DISABLED (API shape AwsVpcConfiguration).
    public_ip = found.text_or_none("assignPublicIp") == "ENABLED"
    subnets, groups = (tuple(sorted(found.texts_or_none(member))) for member in ("subnets", "securityGroups"))
    return Awsvpc(subnets, groups, public_ip)
