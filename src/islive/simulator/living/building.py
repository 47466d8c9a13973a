"""StartBuild: a build of the world's repository, phase after phase, whose outcome follows from what it builds.

https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html
https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
"""

from collections.abc import Iterator

from islive.simulator.living.attention import still
from islive.simulator.living.build_commands import Checkout, Workspace, run
from islive.simulator.living.living import Living
from islive.simulator.moments import later, written_at
from islive.simulator.names import Json, present, uuid_of
from islive.simulator.outside.git import GitTree, UnknownRef
from islive.simulator.refusal import Refusal

# Seconds of the phases; AWS documents none: those of the published builds that the scenario `healthy` follows.
_LASTS = {
    "SUBMITTED": 0,
    "QUEUED": 1,
    "PROVISIONING": 28,
    "DOWNLOAD_SOURCE": 3,
    "INSTALL": 0,
    "PRE_BUILD": 5,
    "BUILD": 75,
    "POST_BUILD": 16,
    "UPLOAD_ARTIFACTS": 0,
    "FINALIZING": 2,
}
# What a failed phase leaves out: https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
_SKIPPED = {
    "DOWNLOAD_SOURCE": ("INSTALL", "PRE_BUILD", "BUILD", "POST_BUILD", "UPLOAD_ARTIFACTS"),
    "INSTALL": ("PRE_BUILD", "BUILD", "POST_BUILD"),
    "PRE_BUILD": ("BUILD", "POST_BUILD"),
}


def start_build(living: Living, params: Json) -> str:
    """Begin a build of a project; the build's id."""
    name, engine = params["projectName"], living.engine
    projects = engine.document.get("aws", {}).get("codebuild", {}).get("projects", {})
    if name not in projects:
        arn = living.world.scope.arn("codebuild", f"project/{name}")
        raise Refusal("ResourceNotFoundException", f"Project cannot be found: {arn}")
    builds: Json = projects[name].get("builds", {})
    token = params.get("idempotencyToken")
    id = uuid_of(f"{engine.seed} {name} {token or len(builds)}")
    if token and id in builds:
        return f"{name}:{id}"
    number = max([len(builds), *(it.get("buildNumber", 0) for it in builds.values())]) + 1
    version = params.get("sourceVersion", projects[name].get("sourceVersion"))
    record = {
        "startTime": written_at(engine.now),
        "buildNumber": number,
        "buildStatus": "IN_PROGRESS",
        "sourceVersion": version,
        "initiator": living.world.caller.rpartition("/")[2],
        "log": "",
    }
    build = _Build(living, name, id, present(record), params)
    build.enter(iter(_LASTS))
    return f"{name}:{id}"


class _Build:
    """One build under way; what it has come to is written into the world's document as it goes."""

    def __init__(self, living: Living, project: str, id: str, record: Json, params: Json) -> None:
        self._living, self._project, self._id, self._params = living, project, id, params
        self._record: Json = record | {"phases": {}}
        self._skipped: tuple[str, ...] = ()
        self._workspace = Workspace(living, project, f"AWSCodeBuild-{id}")

    def enter(self, phases: Iterator[str]) -> None:
        """The next phase begins, and is done when its time is over; after the last one the build is complete."""
        phase = next((it for it in phases if it not in self._skipped), None)
        if phase is None:
            self._complete()
            return
        self._record["phases"][phase] = {"phaseStatus": "IN_PROGRESS"}
        self._write()
        engine = self._living.engine
        lasts = round(engine.pace.varied(_LASTS[phase], f"{engine.seed} {self._id} {phase}"))
        engine.agenda.after(lasts, lambda: self._leave(phase, lasts, phases))

    def _leave(self, phase: str, lasts: int, phases: Iterator[str]) -> None:
        trouble = self._download() if phase == "DOWNLOAD_SOURCE" else self._run(phase.lower())
        state = "FAILED" if trouble else "SUCCEEDED"
        done: Json = {"phaseStatus": state, "durationInSeconds": lasts}
        if trouble:
            self._skipped += _SKIPPED.get(phase, ())
            done["contexts"] = [{"statusCode": trouble[0], "message": trouble[1]}]
            self._workspace.variables["CODEBUILD_BUILD_SUCCEEDING"] = "0"
        self._record["phases"][phase] = done
        if phase in self._workspace.told:
            self._say(f"Phase complete: {phase} State: {state}")
            self._say(f"Phase context status code: {trouble[0]} Message: {trouble[1]}" if trouble else "")
        self.enter(phases)

    def _download(self) -> tuple[str, str] | None:
        """Resolve the version and read the buildspec, with CodeBuild's words where that fails."""
        world = still(self._living.engine)
        project = self._workspace.document
        source, asked = project.get("source", {}), self._record.get("sourceVersion")
        self._workspace.told.add("DOWNLOAD_SOURCE")
        self._say("Waiting for DOWNLOAD_SOURCE")
        if world.git is None or source.get("location") != world.git["remote"]:
            return "CLIENT_ERROR", f"repository not found for primary source and source version {asked or ''}".strip()
        try:
            ref = (asked or "HEAD").removeprefix("refs/tags/").removeprefix("refs/heads/")
            tree = GitTree(world, ref)
        except UnknownRef:
            return "CLIENT_ERROR", f"reference not found for primary source and source version {asked}"
        sha: str = tree.commit(ref)["sha"]
        self._record["resolvedSourceVersion"] = sha
        files = {path: tree.read(path)["text"] for path in tree.files()["files"]}
        checkout = Checkout(sha, files, world.git["commits"][sha].get("process", {}))
        given = {it["name"]: it["value"] for it in self._params.get("environmentVariablesOverride", [])}
        own = {
            "CODEBUILD_BUILD_ID": f"{self._project}:{self._id}",
            "CODEBUILD_BUILD_NUMBER": str(self._record["buildNumber"]),
            "CODEBUILD_SOURCE_VERSION": asked or "",
            "CODEBUILD_RESOLVED_SOURCE_VERSION": sha,
            "CODEBUILD_BUILD_SUCCEEDING": "1",
        }
        return self._workspace.open(checkout, self._params.get("buildspecOverride"), own, given)

    def _run(self, phase: str) -> tuple[str, str] | None:
        """The commands of a phase, up to the first that fails."""
        commands = self._workspace.commands(phase)
        if commands:
            self._workspace.told.add(phase.upper())
            self._say(f"Entering phase {phase.upper()}")
        for command in commands:
            self._say(f"Running command {command}")
            status, output = run(self._workspace, command)
            self._record["log"] += "".join(f"{line}\n" for line in output)
            if status:
                self._say(f"Command did not exit successfully {command} exit status {status}")
                says = f"Error while executing command: {command}. Reason: exit status {status}"
                return "COMMAND_EXECUTION_ERROR", says
        return None

    def _complete(self) -> None:
        failed = any(it.get("phaseStatus") == "FAILED" for it in self._record["phases"].values())
        lasted = sum(it["durationInSeconds"] for it in self._record["phases"].values())
        self._record |= {
            "buildStatus": "FAILED" if failed else "SUCCEEDED",
            "endTime": later(self._record["startTime"], lasted),
            "exportedEnvironmentVariables": self._workspace.exported(),
        }
        self._write()

    def _say(self, line: str) -> None:
        at = written_at(self._living.engine.now).replace("-", "/").replace("T", " ").rstrip("Z")
        self._record["log"] += f"[Container] {at} {line}\n" if line else ""

    def _write(self) -> None:
        builds = {self._project: {"builds": {self._id: self._record}}}
        self._living.change({"aws": {"codebuild": {"projects": builds}}})
