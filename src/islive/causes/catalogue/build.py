"""The build, and what a pipeline hands from step to step."""

from islive.causes.cause import Cause, Kind, around, sign
from islive.causes.phrases import DENIED, NETWORK

CAUSES = (
    Cause(
        label="build.artifact-missing",
        means="A step names an artifact that the step before did not deliver.",
        look="`artifacts` of the buildspec, and the build's last lines",
        fix="Write the file in the build, and list it under `artifacts: files:`.",
        signs=(
            sign(
                9.4,
                "no matching artifact paths found | no matching base directory path | did not find the image "
                "definition file | artifact not found | input artifact",
            ),
            sign(
                9,
                "imagedefinitions.json | imagedetail.json | appspec.yaml | appspec.yml | taskdef.json",
                "not found | did not find | missing | no such file | does not exist",
                unless="task definition file",
            ),
        ),
    ),
    Cause(
        label="build.buildspec-invalid",
        means="The buildspec is no valid YAML, or names what the build image does not know.",
        look="the line that the message names",
        fix="Correct phases, fields or runtimes.",
        signs=(
            sign(9.3, "yaml_file_error | yaml file error", unless="yaml file does not exist | stat"),
            sign(
                9.2,
                "invalid buildspec | unknown runtime | unknown runtime named | runtime version selection is "
                "not supported | selecting at least one runtime version | unsupported field",
            ),
            sign(8.4, "buildspec", "invalid | unexpected | cannot unmarshal | mapping values"),
        ),
    ),
    Cause(
        label="build.buildspec-missing",
        rule="buildspec-missing",
        means="CodeBuild finds no buildspec where it looks.",
        look="`source.buildspec` of the project",
        fix="Commit it there, or name its path.",
        signs=(
            sign(9.6, "yaml file does not exist | buildspec does not exist | no such file or directory buildspec"),
            sign(9.6, "yaml_file_error", "stat", "no such file"),
            sign(9, "buildspec.yml | buildspec.yaml", "no such file | not found | does not exist"),
        ),
    ),
    Cause(
        label="build.command-failed",
        kind=Kind.SYMPTOM,
        rule="build-failed",
        means="A command of the buildspec failed; the lines above it say why.",
        look="the log above that line",
        fix="Read the first error, not the last.",
        signs=(
            sign(5, "command_execution_error | error while executing command | command did not exit successfully"),
            sign(
                4,
                "build failed | phase complete build state failed | exit status 1 | failed to solve | did "
                "not complete successfully",
            ),
        ),
    ),
    Cause(
        label="build.concurrency-limit",
        means="As many builds run as may run at once.",
        look="the quota of concurrent builds",
        fix="Wait, or ask for a higher quota.",
        signs=(
            sign(
                9.3,
                "accountlimitexceededexception | concurrent builds | cannot have more than | maximum number "
                "of concurrent",
            ),
            sign(6.4, "build failed to start"),
        ),
    ),
    Cause(
        label="build.container-died",
        means="The build container ended before the build did.",
        look="memory of the build, and its image",
        fix="Use a larger compute type, or an image that CodeBuild supports.",
        signs=(sign(9.6, "build container found dead | container died because"),),
    ),
    Cause(
        label="build.docker-daemon-unavailable",
        rule="build-not-privileged",
        means="The build has no Docker daemon: privileged mode is off, or dockerd was not started.",
        look="`environment.privilegedMode` of the project",
        fix="Turn privileged mode on.",
        signs=(
            sign(
                9.5,
                "cannot connect to the docker daemon | is the docker daemon running | failed to connect to "
                "the docker api",
            ),
            sign(8.4, "docker.sock", "permission denied | no such file | connect"),
        ),
    ),
    Cause(
        label="build.imagedefinitions-invalid",
        means="The image definitions file is not the list of name and imageUri that the deploy step wants.",
        look="the file in the artifact",
        fix='Write `[{"name": CONTAINER, "imageUri": IMAGE}]`.',
        signs=(
            sign(
                9.2,
                "imagedefinitions.json | image definition file | image definitions | imagedetail.json",
                "invalid | cannot be parsed | not valid json | parse | unable to parse | malformed | is not "
                "in the | does not contain",
                unless="did not find",
            ),
            sign(9, "container name", "imagedefinitions.json | not found in the task definition"),
        ),
    ),
    Cause(
        label="build.network-unreachable",
        means="The build has no path to something that it needs.",
        look="the project's VPC settings: private subnets with NAT",
        fix="Give the subnets a way out, or take the project out of the VPC.",
        signs=(
            sign(9.4, "insufficient_subnet | does not have internet connectivity | check subnet network configuration"),
            sign(
                9.1,
                "host:logs | error uploading artifacts | unable to download | codebuild | apt-get | pip | "
                "npm | yarn | maven | gradle | git clone",
                NETWORK
                + " | connection refused | could not resolve | etimedout | econnrefused | temporary failure resolving",
                unless="logger args | cannotpullcontainererror | env file",
            ),
        ),
    ),
    Cause(
        label="build.pipeline-condition-wrong",
        means="A condition runs the deploy step after a failed build, or skips it.",
        look="`if:`, `when:`, `needs:` of the job",
        fix="Let the deploy step need the build's success.",
        signs=(
            sign(
                9,
                "not found | skipped | completed | success",
                around(
                    "job condition | if condition | always() | condition skipped | needs: | ran although the "
                    "build | skipped the build | continue-on-error"
                ),
            ),
        ),
    ),
    Cause(
        label="build.role-denied",
        means="The build's role cannot be assumed, or lacks a permission.",
        look="the project's service role",
        fix="Allow it what the message names.",
        signs=(
            sign(9.4, "service role", "does not allow aws codebuild | codebuild"),
            sign(9.5, "codebuild is not authorized to perform | not authorized to perform sts:assumerole"),
            sign(8.2, "access_denied", "service role | role"),
            sign(7.2, "unexpected ec2 error unauthorizedoperation"),
            sign(
                8.7,
                DENIED,
                "assumed-role codebuild | codebuild | awscodebuild",
                unless="ecr:getauthorizationtoken | ecr:initiatelayerupload | ssm:getparameters | "
                "secretsmanager:getsecretvalue | codebuild:createproject | iam:passrole | ecr:batchgetimage "
                "| denied user codebuild",
            ),
        ),
    ),
    Cause(
        label="build.s3-access-failed",
        means="CodeBuild cannot use the bucket of its artifacts, cache, certificate or reports.",
        look="the bucket's owner and policy, and the role's s3 actions",
        fix="Allow them to the service role; the bucket belongs to the same account.",
        signs=(
            sign(
                9.3,
                "getbucketacl | failed to upload artifacts | unable to download cache | unable to download "
                "certificate | bucket owner for the report group",
            ),
            sign(
                8.2,
                "artifacts | artifact | cache",
                "s3 | bucket",
                "accessdenied | access denied | nosuchbucket | invalid arn",
            ),
        ),
    ),
    Cause(
        label="build.source-failed",
        rule="build-source-denied",
        means="CodeBuild could not fetch its source.",
        look="the project's source credentials, and whether branch or commit exist",
        fix="Connect the source anew, or correct the reference.",
        signs=(
            sign(
                9,
                "for primary source | download_source | git clone failed | fetching runner token | reference "
                "not found for primary source | error cloning | authentication required for primary source",
            ),
            sign(8.4, "nosuchkey | specified key does not exist", unless="env file"),
            sign(8, "bucket you are attempting to access must be addressed using the specified endpoint"),
            sign(
                8,
                "git",
                "could not read | authentication failed | repository not found | ssl certificate problem | "
                "reference is not a tree",
            ),
        ),
    ),
    Cause(
        label="build.taskdef-file-missing",
        means="The task definition file that the deploy step is given is not in the workspace.",
        look="checkout before the step, and the path",
        fix="Check the repository out in that job, or correct the path.",
        signs=(
            sign(
                9.3,
                "task definition file does not exist | task-definition.json | task definition file | taskdef.json",
                "does not exist | enoent | no such file | not found",
            ),
        ),
    ),
    Cause(
        label="build.timeout",
        means="The build ran longer than the project allows.",
        look="`timeoutInMinutes`",
        fix="Raise it, or make the build faster (caches).",
        signs=(
            sign(9.3, "build timed out | build exceeded | build_timed_out"),
            sign(8.4, "codebuild | build", "timed_out | timed out", unless="dial tcp | health | waiting | connection"),
        ),
    ),
)
