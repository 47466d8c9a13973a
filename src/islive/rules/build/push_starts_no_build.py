"""Nothing starts a build when somebody pushes."""

from collections.abc import Iterator

from islive.facts.build_project import BuildProject
from islive.facts.builds import Build, Builds
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage

# Initiators that are no person: API shape Build (initiator), and the agents of the providers' webhooks.
MACHINES = ("codepipeline/", "CodeBuild-Jenkins-Plugin", "GitHub-Hookshot/", "Bitbucket-Webhooks/", "GitLab-Webhook/")
# Where CodeBuild can make a webhook.
HOSTS = ("github", "bitbucket", "gitlab")


@rule(stage=Stage.BUILD, severity=Severity.MEDIUM, root=False, explains=("build-missing",))
def push_starts_no_build(project: BuildProject, builds: Builds | Gap) -> Iterator[Sighting]:
    """A push starts no build, because the build project has no webhook.

    ## What it means

    The repository does not tell CodeBuild about pushes. A new commit is built only when a person thinks of starting
    a build, and the build takes whatever the branch holds at that moment. A tag can be pushed, its CI run can be
    green, and still no image of it will ever exist.

    islive stays silent where the newest build was started by a pipeline or another machine that it knows. Where it
    was started by a role, it says *likely*, for the role may be that of a workflow.

    ## Why it happens

    - The project was made by script or template; only the console's wizard offers the webhook.
    - The webhook was deleted, or went with the repository when that was moved or renamed.
    - CodeBuild was not authorized at the provider when the project was made, so that none could be created.

    ## What to do

    1. Create the webhook; the remedy holds the command. Add a `HEAD_REF` filter if only some branches or tags are
       to be built, above all where the build pushes `latest`.
    2. Push a commit, and look whether a build of it begins.
    3. Sources in S3 or CodeCommit know no webhooks: use an EventBridge rule, or a pipeline.

    ## References

    - Webhooks: https://docs.aws.amazon.com/codebuild/latest/userguide/webhooks.html
    - Events and filters of GitHub: https://docs.aws.amazon.com/codebuild/latest/userguide/github-webhook.html
    - CreateWebhook: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateWebhook.html
    """
    if project.name is None or project.has_webhook:
        return
    newest = None if isinstance(builds, Gap) or not builds.builds else builds.builds[0]
    if newest is not None and newest.initiator.startswith(MACHINES):
        return
    yield Sighting(
        subject=project.name,
        summary=f"a push starts no build: {project.name} has no webhook{_told(newest)}",
        because=tuple(_because(project.name, newest)),
        certainty=Certainty.LIKELY if newest is not None and "/" in newest.initiator else Certainty.CONFIRMED,
        remedies=(_remedy(project.name, project.source_location or ""),),
    )


def _told(newest: Build | None) -> str:
    return "" if newest is None else f", and {newest.initiator} started its newest build"


def _because(project: str, newest: Build | None) -> Iterator[Citation]:
    yield Citation("codebuild:BatchGetProjects", f"projects[{project}].webhook", "null")
    if newest is not None:
        yield Citation("codebuild:BatchGetBuilds", f"builds[{newest.id}].initiator", newest.initiator)


def _remedy(project: str, source: str) -> Remedy:
    if not any(host in source for host in HOSTS):
        step = Step(
            f"Let an EventBridge rule start {project} when its source changes: `aws events put-rule --name "
            f"start-{project} "
            "--event-pattern file://changed.json`, and `aws events put-targets`."
        )
        return Remedy("let a change of the source start the build", Risk.MANUAL, Horizon.LATER, (step,))
    step = Step(
        f"Create a webhook that starts {project} when a tag is pushed.",
        operation="codebuild:CreateWebhook",
        # Of tags only: on every push of a branch the build would move the tags of the version before.
        params={
            "projectName": project,
            "filterGroups": [[{"type": "EVENT", "pattern": "PUSH"}, {"type": "HEAD_REF", "pattern": "^refs/tags/"}]],
        },
        expects=f"Project {project} still has no webhook.",
        undo=f"Delete it with `aws codebuild delete-webhook --project-name {project}`.",
    )
    return Remedy("let a pushed tag start the build", Risk.SAFE, Horizon.LATER, (step,))
