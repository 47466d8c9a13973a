"""The build itself: buildspec, Docker, time."""

from islive.causes.cause import Cause, Kind, sign

BUILDSPEC_PAGE = "docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html"
CODEBUILD_PAGE = "docs.aws.amazon.com/codebuild/latest/userguide/troubleshooting.html"

CAUSES = (
    Cause(
        label="build.buildspec-invalid",
        rule="buildspec-unusable",
        means="The buildspec is no valid YAML, or names what the build image does not know.",
        looks=(
            "`YAML_FILE_ERROR: …` in the phase DOWNLOAD_SOURCE or INSTALL, with the line or the unknown "
            "runtime; the build ends after seconds."
        ),
        known_by="the file is found, and the message names a line, a field or a runtime in it",
        unlike=("build.buildspec-missing",),
        look="`aws codebuild batch-get-builds --ids ID --query 'builds[].phases[].contexts[].message'`",
        fix=(
            "Correct the line that the message names; quote commands with `: `; take `runtime-versions` from "
            "the list of the project's image."
        ),
        signs=(
            sign(
                8.8,
                "buildspec",
                "did not find expected | mapping values are not allowed | could not find expected | "
                "found character that cannot start any token | unknown field | is not a valid | "
                "cannot parse | parse error",
            ),
            sign(9.3, "yaml_file_error | yaml file error", unless="yaml file does not exist | stat"),
            sign(
                9.2,
                "invalid buildspec | unknown runtime | unknown runtime named | runtime version selection is "
                "not supported | selecting at least one runtime version | unsupported field",
            ),
            sign(8.4, "buildspec", "invalid | unexpected | cannot unmarshal | mapping values"),
        ),
        sources=(BUILDSPEC_PAGE, CODEBUILD_PAGE, "github.com/aws-samples/aws-serverless-workshops/issues/231"),
    ),
    Cause(
        label="build.buildspec-missing",
        rule="buildspec-unusable",
        means="CodeBuild finds no buildspec where it looks.",
        looks=(
            "`YAML_FILE_ERROR: YAML file does not exist`, or `stat …/buildspec.yml: no such file or "
            "directory`, in DOWNLOAD_SOURCE."
        ),
        known_by="the message says that the file does not exist",
        unlike=("build.buildspec-invalid",),
        look="`aws codebuild batch-get-projects --names PROJECT --query 'projects[].source.buildspec'`",
        fix=(
            "Commit `buildspec.yml` to the root of the source, or set `source.buildspec` to its path (`aws "
            "codebuild update-project`)."
        ),
        signs=(
            sign(9.6, "yaml file does not exist | buildspec does not exist | no such file or directory buildspec"),
            sign(9.6, "yaml_file_error", "stat", "no such file"),
            sign(9, "buildspec.yml | buildspec.yaml", "no such file | not found | does not exist"),
        ),
        sources=(
            BUILDSPEC_PAGE,
            CODEBUILD_PAGE,
            "github.com/aws-samples/aws-saas-factory-ref-solution-serverless-saas/issues/3",
        ),
    ),
    Cause(
        label="build.command-failed",
        kind=Kind.SYMPTOM,
        rule="build-failed",
        means="A command of the buildspec failed; the lines above it say why.",
        looks=(
            '`COMMAND_EXECUTION_ERROR … Reason: exit status 1`, `failed to solve: process "/bin/sh -c …" did '
            "not complete successfully`, `Process completed with exit code 1`: the last line of every failed "
            "step, whatever failed."
        ),
        known_by="only the failed step is shown, and not the lines above it",
        unlike=("build.container-died", "build.timeout", "registry.push-denied"),
        look=(
            "`islive SERVICE VERSION` (finds the first error of the build's log); `aws logs get-log-events` "
            "of the build"
        ),
        fix="Read the first error above that line and mend that.",
        signs=(
            sign(
                8.2,
                "failed to read dockerfile | unable to evaluate symlinks in dockerfile | "
                "open dockerfile no such file | cannot locate specified dockerfile | unable to prepare context",
            ),
            sign(
                5.7,
                "command failed with exit code | no matching distribution found | "
                "could not find a version that satisfies | unable to locate package | "
                "unable to resolve dependency tree | failed to compile | "
                "unable to evaluate symlinks in dockerfile | failed to read dockerfile | "
                "unable to prepare context | dockerfile parse error | unknown instruction | "
                "cannot locate specified dockerfile | path not found in build context | err code eusage | "
                "error code eusage | no space left on device during build | returned a non-zero code | "
                "failed to run custom build command | error occurred during build | build script failed",
                unless="i/o timeout | connection | temporary failure | toomanyrequests",
            ),
            sign(
                5.2,
                "npm err | npm error | yarn error | pnpm err | gradle | mvn",
                "run npm | lifecycle | code e404 | code elifecycle | code eusage | code enoent | "
                "missing script | package-lock.json | failed",
                unless="network | etimedout | econnreset | enotfound | registry.npmjs.org | connect",
            ),
            sign(
                9.4,
                "error ts2307 | error ts2322 | error ts2339 | module not found error can t resolve | "
                "error cs0246 | err_pnpm",
            ),
            sign(
                5.8,
                "could not compile | make error | makefile | build failed with an exception | "
                "err code 1 | err code 2 | error ts2307 | error ts2322 | compilation error | "
                "compilation failure | tsc | webpack compiled with errors | module build failed | "
                "gradle build failed | mvn | exit code 1 build",
                unless="image build succeeded | started",
            ),
            sign(
                5.6,
                "failed to solve | did not complete successfully | returned a non-zero code | "
                "elifecycle | failed to execute goal | build failure | failed to compute cache key | "
                "copy failed | excluded by .dockerignore | err errno | execution failed for task | "
                "could not build wheels | job failed exit code | process completed with exit code | "
                "executor failed running | error building stage | failed building wheel | "
                "compilation failed | failed to calculate checksum of ref | err code elifecycle | "
                "subprocess-exited-with-error | build failed with an exception | "
                "returned non-zero exit status | metadata-generation-failed | err code e404 | "
                "resolutionimpossible | err code eresolve | npm ci can only install packages",
                unless="cannot connect | i/o timeout | too many requests | toomanyrequests | no space left | "
                "permission denied bind",
            ),
            sign(5, "command_execution_error | error while executing command | command did not exit successfully"),
            sign(
                4,
                "build failed | phase complete build state failed | exit status 1 | failed to solve | did "
                "not complete successfully",
            ),
        ),
        sources=(CODEBUILD_PAGE,),
    ),
    Cause(
        label="build.concurrency-limit",
        means="As many builds run as may run at once.",
        looks=(
            "`AccountLimitExceededException: Cannot have more than N builds in queue for the account`, or "
            "builds that stay in QUEUED."
        ),
        look="`aws service-quotas list-service-quotas --service-code codebuild`",
        fix=(
            "Wait for the running builds, set `concurrentBuildLimit` of the noisy project lower, or ask for "
            "a higher quota of concurrently running builds."
        ),
        signs=(
            sign(
                9.3,
                "accountlimitexceededexception | concurrent builds | cannot have more than | maximum number "
                "of concurrent",
            ),
            sign(6.4, "build failed to start"),
        ),
        sources=(CODEBUILD_PAGE,),
    ),
    Cause(
        label="build.container-died",
        means="The build container ended before the build did.",
        looks=(
            "`Build container found dead before completing the build. Build container died because it was "
            "out of memory, or the Docker image is not supported.`"
        ),
        known_by="the message says that the build container was found dead",
        unlike=("build.command-failed",),
        look="`environment` of the project: computeType and image",
        fix=(
            "Set `computeType` one size up (BUILD_GENERAL1_MEDIUM or LARGE); give a custom image a shell "
            "(`/bin/sh`) and the project's platform."
        ),
        signs=(sign(9.6, "build container found dead | container died because"),),
        sources=(CODEBUILD_PAGE,),
    ),
    Cause(
        label="build.docker-daemon-unavailable",
        rule="build-without-docker",
        means="The build has no Docker daemon: privileged mode is off, or dockerd was not started.",
        looks=(
            "`Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon "
            "running?`; in GitLab `dial tcp: lookup docker … no such host` or `tcp://docker:2375`."
        ),
        look="`aws codebuild batch-get-projects --names PROJECT --query 'projects[].environment.privilegedMode'`",
        fix=(
            "Set `environment.privilegedMode` to true (`aws codebuild update-project`); in a custom image "
            "start dockerd in `install`; in GitLab add the service `docker:dind`."
        ),
        signs=(
            sign(
                9.7,
                "lookup docker | docker 2375 | docker n | dial unix docker.sock | docker daemon socket | "
                "error during connect",
                "cannot connect | no such host | connection refused | permission denied | no such file | "
                "error during connect | i/o timeout",
            ),
            sign(
                9.5,
                "cannot connect to the docker daemon | is the docker daemon running | failed to connect to "
                "the docker api",
            ),
            sign(8.4, "docker.sock", "permission denied | no such file | connect"),
        ),
        sources=(
            "docs.aws.amazon.com/codebuild/latest/userguide/sample-docker.html",
            CODEBUILD_PAGE,
            "github.com/aws/aws-codebuild-docker-images/issues/164",
        ),
    ),
    Cause(
        label="build.timeout",
        rule="build-timed-out",
        means="The build ran longer than the project allows.",
        looks=(
            "`BUILD_TIMED_OUT: Build has timed out`, build status TIMED_OUT; GitHub Actions: `exceeded the "
            "maximum execution time`; GitLab: `execution took longer than`."
        ),
        known_by="the build status is TIMED_OUT",
        unlike=("build.command-failed",),
        look=(
            "`aws codebuild batch-get-builds --ids ID --query "
            "'builds[].[timeoutInMinutes,phases[].[phaseType,durationInSeconds]]'`"
        ),
        fix=(
            "Raise `timeoutInMinutes` (60 unless set, 2160 at most), or shorten the slowest phase with a "
            "cache (`cache: LOCAL_DOCKER_LAYER_CACHE`)."
        ),
        signs=(
            sign(
                9,
                "execution took longer than | exceeded the maximum execution time | job timed out | "
                "timed out after minutes | build exceeded the timeout",
            ),
            sign(9.3, "build timed out | build exceeded | build_timed_out"),
            sign(8.4, "codebuild | build", "timed_out | timed out", unless="dial tcp | health | waiting | connection"),
        ),
        sources=(CODEBUILD_PAGE,),
    ),
)
