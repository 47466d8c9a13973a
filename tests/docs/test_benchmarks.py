"""The page of the benchmarks has the tables that it should have, and no figure in them is beyond its limit."""

from pathlib import Path

import pytest

from scripts.bench import beside, many_services, one_service, requests_a_second, ten_hours

PAGE = (Path(__file__).parent.parent.parent / "docs" / "benchmarks.md").read_text(encoding="utf-8")


def rows(head: tuple[str, ...]) -> list[list[str]]:
    """The rows below that head, as cells."""
    _, _, below = PAGE.partition("\n".join(head) + "\n")
    table = below.split("\n\n", 1)[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def test_one_service() -> None:
    """Every subject has a row, and its ratio is within the limit."""
    found = rows(one_service.HEAD)
    assert [row[0] for row in found] == [f"{scenario}: {service}" for scenario, _, service, _ in one_service.SUBJECTS]
    assert all(float(row[-1]) <= one_service.LIMIT_RATIO for row in found)


@pytest.mark.parametrize("place, services", list(enumerate(many_services.SIZES)))
def test_many_services(place: int, services: int) -> None:
    """Each size asks what the batches allow, is never throttled, and is done in time."""
    row = rows(many_services.HEAD)[place]
    assert int(row[0]) == services
    assert int(row[1]) <= int(row[2]) == many_services.arithmetic(services)
    assert float(row[5]) <= many_services.LIMIT_RATIO
    assert row[6] == "0"


def test_beside() -> None:
    """The AWS CLI, the MCP server and islive are there; islive sees both causes."""
    found = {row[0]: row for row in rows(beside.HEAD)}
    assert len(found) == 3
    assert found["`islive`"][-2:] == ["yes", "yes"]


def number(cell: str) -> float:
    """The number that a cell begins with."""
    return float(cell.split(maxsplit=1)[0])


def test_the_simulator_is_asked_beside_moto() -> None:
    """Both kinds of world answer a thousand requests a second, eight times what moto does, in 100 MB."""
    *ours, moto = rows(requests_a_second.HEAD)
    assert (len(ours), moto[0]) == (2, "moto's server")
    for row in ours:
        least = max(requests_a_second.LEAST_A_SECOND, requests_a_second.LEAST_RATIO * number(moto[1]))
        assert number(row[1]) >= least
        assert number(row[4]) < requests_a_second.MOST_MEGABYTES


def test_ten_hours_of_a_hundred_services() -> None:
    """They take no longer than they may, and thousands of tasks have begun."""
    (row,) = rows(ten_hours.HEAD)
    assert [number(cell) for cell in row[:2]] == [ten_hours.SERVICES, ten_hours.HOURS]
    assert number(row[2]) > 5000
    assert number(row[6]) < ten_hours.MOST_SECONDS


def test_the_arithmetic_is_that_of_the_batches() -> None:
    """Fifty services cost 170 questions, as the batch sizes that AWS documents allow."""
    assert [many_services.arithmetic(services) for services in (10, 50, 300)] == [42, 170, 974]
