"""registry-unreachable: the pull ended without an answer."""

from islive.model.finding import Certainty, Sighting
from islive.rules.tasks.registry_unreachable import registry_unreachable
from tests.rules.builders_b import DENIED, only
from tests.rules.builders_network import TIMEOUT, network, table, trouble, ways, with_tables

HUB = (
    "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref "
    'docker.io/library/nginx:1.27: failed to do request: Head "https://registry-1.docker.io/v2/library/nginx/manifests/'
    '1.27": dial tcp 44.205.64.79:443: i/o timeout'
)
ECR = (
    'CannotPullContainerError: Get "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/": net/http: request '
    "canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)"
)


def see(message: str) -> list[Sighting]:
    """What the rule sees of that message in a network without an obstacle."""
    told = trouble(message)
    return list(registry_unreachable.see(told, ways(network(), told)))


def test_docker_hub_is_named_and_ecr_offered() -> None:
    """No VPC endpoint leads there; the image is better kept in ECR."""
    seen = only(see(HUB))
    assert seen.subject == "Docker Hub (registry-1.docker.io)"
    assert seen.summary == (
        "tasks of shop:2 cannot reach Docker Hub (registry-1.docker.io) to pull the image: i/o timeout, expected an "
        "answer on port 443"
    )
    assert seen.certainty is Certainty.LIKELY
    assert [one.title for one in seen.remedies][1] == "keep the image in ECR"


def test_ecr_is_named_by_its_host() -> None:
    """It is in ECR already."""
    seen = only(see(ECR))
    assert seen.subject == "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
    assert len(seen.remedies) == 1


def test_what_an_obstacle_explains_or_is_no_pull_is_silence() -> None:
    """Without a route the table is to blame, for Docker Hub too; a login is another rule's affair."""
    told = trouble(HUB)
    assert list(registry_unreachable.see(told, ways(with_tables(table(way_out=None)), told))) == []
    assert see(TIMEOUT) == []


def test_without_permission_the_message_speaks() -> None:
    """Nobody may read the network."""
    told = trouble(ECR)
    assert only(registry_unreachable.see(told, ways(DENIED, told))).certainty is Certainty.LIKELY
