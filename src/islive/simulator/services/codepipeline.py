"""CodePipeline: https://docs.aws.amazon.com/codepipeline/latest/APIReference/."""

from islive.simulator.names import Json
from islive.simulator.paging import Pages
from islive.simulator.refusal import Refusal
from islive.simulator.resources.codepipeline import Pipeline
from islive.simulator.world import World

_PAGES = Pages(default=100, largest=100, bad_token="InvalidNextTokenException")


def list_pipeline_executions(world: World, params: Json) -> Json:
    """A pipeline's executions, newest first."""
    executions = _pipeline(world, params.get("pipelineName", "")).executions
    page = _PAGES.of(executions, params.get("maxResults"), params.get("nextToken"), world.page_size)
    return {"pipelineExecutionSummaries": page.items, "nextToken": page.next_token}


def get_pipeline_state(world: World, params: Json) -> Json:
    """The stages of a pipeline, each with its latest execution and actions."""
    name = params.get("name", "")
    return {"pipelineName": name, "pipelineVersion": 1, "stageStates": _pipeline(world, name).stages}


def _pipeline(world: World, name: str) -> Pipeline:
    if name not in world.pipelines:
        says = f"Account '{world.scope.account}' does not have a pipeline with name '{name}'"
        raise Refusal("PipelineNotFoundException", says)
    return world.pipelines[name]
