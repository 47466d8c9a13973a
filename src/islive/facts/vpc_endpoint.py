"""A VPC endpoint: what Network holds of the ways to AWS that need no internet."""

from dataclasses import dataclass

from islive.facts.reading import Part


@dataclass(frozen=True, slots=True)
class VpcEndpoint:
    """One endpoint; `service` is the whole name ("com.amazonaws.eu-west-1.ecr.api"), `kind` Interface or Gateway.

    `policy` is the text of its policy, "" where AWS does not tell.
    """

    id: str
    kind: str
    service: str
    state: str
    private_dns: bool
    subnets: tuple[str, ...]
    tables: tuple[str, ...]
    security_groups: tuple[str, ...]
    policy: str = ""

    @property
    def works(self) -> bool:
        """It is there; AWS spells its states in either case."""
        return self.state.lower() == "available"

    def is_for(self, service: str, region: str) -> bool:
        """It leads to that service there: "ecr.api", "s3"; the name begins otherwise in China."""
        return self.service.endswith(f"com.amazonaws.{region}.{service}")


def vpc_endpoint(part: Part) -> VpcEndpoint:
    """One of DescribeVpcEndpoints. Raises Refused."""
    return VpcEndpoint(
        id=part.text("VpcEndpointId"),
        kind=part.text("VpcEndpointType"),
        service=part.text("ServiceName"),
        state=part.text("State"),
        private_dns=part.flag("PrivateDnsEnabled"),
        subnets=tuple(sorted(part.texts_or_none("SubnetIds"))),
        tables=tuple(sorted(part.texts_or_none("RouteTableIds"))),
        security_groups=tuple(sorted(one.text("GroupId") for one in part.parts_or_none("Groups"))),
        policy=part.text_or_none("PolicyDocument") or "",
    )
