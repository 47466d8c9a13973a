"""Let a push start the builds of a CodeBuild project."""

from collections.abc import Mapping, Sequence

from islive.model.expected import Has
from islive.model.remedy import Precondition, Risk, Source, Step
from islive.remedy.builder import writes

CREATE, LOOK = "codebuild:CreateWebhook", "codebuild:BatchGetProjects"


@writes(CREATE, reads=(LOOK,))
def create_webhook(project: str, filter_groups: Sequence[Sequence[Mapping[str, str]]], at: str) -> Step:
    """The step that creates the project's webhook; `at` is any ARN of its account and region.

    A project has one at most. One that lets other pushes through is another's, and is left as it is.
    """
    groups = [list(map(dict, group)) for group in filter_groups]
    return Step(
        says=f"create a webhook that starts {project} at {_pushes(groups)}",
        operation=CREATE,
        params={"projectName": project, "filterGroups": groups},
        expects=f"{project} has no webhook",
        undo=f"aws codebuild delete-webhook --project-name {project}",
        risk=Risk.SAFE,
        at=at,
        precondition=Precondition(
            Source(LOOK, {"names": [project]}, "projects[0].webhook", at, may_lack=True),
            was=None,
            becomes=Has({"filterGroups": groups}),
        ),
        tells={"webhook": "webhook.url"},
    )


def _pushes(groups: Sequence[Sequence[Mapping[str, str]]]) -> str:
    refs = [one["pattern"] for group in groups for one in group if one["type"] == "HEAD_REF"]
    return f"a push of {' or '.join(refs)}" if refs else "every push"
