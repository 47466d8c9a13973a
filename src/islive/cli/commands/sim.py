"""The simulator: its scenarios, and the simulated account as an AWS endpoint on loopback."""

import sys
from typing import Annotated

import typer

from islive.cli.answer import say
from islive.model.errors import UserError
from islive.wiring.place import DEMO

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.callback()
def sim() -> None:
    """The simulator: its scenarios, and the simulated account as an AWS endpoint on loopback."""


@app.command(name="list")
def list_scenarios() -> int:
    """The scenarios that come with islive."""
    from islive.simulator import scenarios

    known = scenarios()
    width = max(map(len, known))
    say("".join(f"{name:<{width}}  {description}\n" for name, description in known.items()))
    return 0


@app.command()
def serve(
    scenario: Annotated[str, typer.Option(metavar="NAME|FILE", help="The world to serve.")] = DEMO,
    port: Annotated[int, typer.Option(help="The port on 127.0.0.1; 0 takes any free one.")] = 0,
    latency: Annotated[float, typer.Option(metavar="SECONDS", help="Wait before each answer.")] = 0.0,
    living: Annotated[bool, typer.Option("--living", help="Let its ECS services live: docs/simulator.md.")] = False,
    speed: Annotated[float, typer.Option(metavar="TIMES", help="How fast its time passes; 0: when told to.")] = 0.0,
    per_request: Annotated[float, typer.Option(metavar="SECONDS", help="How much passes with each request.")] = 0.0,
    seed: Annotated[str, typer.Option(help="What decides where chance would.")] = "",
) -> int:
    """Answer AWS's requests from a world, until interrupted: for every program that honours AWS_ENDPOINT_URL."""
    from islive.simulator import Living, WorldError, load
    from islive.simulator.server import serve as endpoint_of

    _check_clock(living, speed, per_request)
    try:
        source = Living.load(scenario, seed) if living else load(scenario)
        endpoint = endpoint_of(source, port=port, latency=latency)
    except WorldError as wrong:
        raise UserError(str(wrong).rstrip(".")) from wrong
    except (OSError, OverflowError) as taken:
        raise UserError(f"port {port} cannot be listened on: {taken}", "--port 0 takes a free one") from taken
    endpoint.served.clock.set(speed, per_request)
    world = endpoint.world
    say(f"{endpoint.url}\n")
    print(
        f"islive: {world.name} answers there; in another shell:\n"
        f"  export AWS_ENDPOINT_URL={endpoint.url} AWS_REGION={world.scope.region}\n"
        "  export AWS_ACCESS_KEY_ID=simulated AWS_SECRET_ACCESS_KEY=simulated",
        file=sys.stderr,
    )
    endpoint.serve_forever()
    return 0


def _check_clock(living: bool, speed: float, per_request: float) -> None:
    from islive.simulator.clock import FASTEST

    given = {"--speed": speed, "--per-request": per_request}
    asked = [name for name, value in given.items() if value]
    if asked and not living:
        raise UserError(f"{asked[0]}: a world that stands still has no clock", "add --living")
    if len(asked) > 1:
        raise UserError("--speed and --per-request: time passes with the wall clock or with the requests", "give one")
    for name in asked:
        if not 0 <= given[name] <= FASTEST:
            raise UserError(f"{name} {given[name]:g}: not between 0 and {FASTEST:.0f}")
