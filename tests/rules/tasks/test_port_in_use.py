"""port-in-use: which port, and who may have it."""

from islive.rules.tasks.port_in_use import port_in_use
from tests.rules.builders_b import DENIED, definition, definitions, only
from tests.rules.builders_c import LOGGING, ended_with


def test_the_port_is_named() -> None:
    """As the application writes it."""
    ends = ended_with("Error: listen EADDRINUSE: address already in use :::3000")
    assert only(port_in_use.see(*ends, LOGGING)).summary == (
        "container web of shop:2 cannot listen on port 3000: it is in use, somebody listens there"
    )


def test_the_other_container_that_maps_it_is_named() -> None:
    """The containers of a task share their ports."""
    from dataclasses import replace

    both = definition(2, log_stream_prefix="ecs", sidecar=True)
    proxy = replace(both.containers[1], ports=(80,))
    known = definitions(replace(both, containers=(both.containers[0], proxy)))
    ends = ended_with("nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address in use)", known=known)
    assert "container proxy of the same task maps it too" in only(port_in_use.see(*ends, known)).summary


def test_without_a_number_it_is_seen_as_well() -> None:
    """Some only say that the address is in use."""
    assert "its port" in only(port_in_use.see(*ended_with("OSError: Address already in use"), DENIED)).summary


def test_other_errors_are_other_causes() -> None:
    """A connection that is refused is no port of one's own."""
    assert list(port_in_use.see(*ended_with("ECONNREFUSED 10.0.0.4:5432"), LOGGING)) == []
