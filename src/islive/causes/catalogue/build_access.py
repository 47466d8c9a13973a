"""What a build may do, and what it reaches."""

from islive.causes.cause import Cause, sign
from islive.causes.phrases import DENIED, NETWORK

CODEBUILD_PAGE = "docs.aws.amazon.com/codebuild/latest/userguide/troubleshooting.html"

CAUSES = (
    Cause(
        label="build.network-unreachable",
        means="The build has no path to something that it needs.",
        looks=(
            "A download or login in the build ends in `i/o timeout`, `ETIMEDOUT`, `Could not resolve host`, "
            "or CodeBuild says that the VPC does not have internet connectivity. Only projects with VPC "
            "settings; the others always have a way out."
        ),
        known_by="it is the build that gets no connection, not the task",
        unlike=("network.unreachable", "registry.network-unreachable"),
        look=(
            "`aws codebuild batch-get-projects --names PROJECT --query 'projects[].vpcConfig'`, and the "
            "route tables of those subnets"
        ),
        fix=(
            "Use private subnets whose route table sends 0.0.0.0/0 to a NAT gateway (a build has no public "
            "address), open egress 443 in its security group, or remove `vpcConfig`."
        ),
        signs=(
            sign(
                8.8,
                "temporary failure resolving | dl-cdn.alpinelinux.org temporary error | failed to fetch url temporary",
            ),
            sign(
                9.1,
                "npmjs.org | yarnpkg.com | pypi.org | pythonhosted.org | maven.apache.org | maven.org | "
                "debian.org | ubuntu.com | alpinelinux.org | golang.org | rubygems.org | nuget.org | "
                "gradle.org | packagist.org | github.com | gitlab.com | apt-get | apk add | pip | npm | "
                "yarn | connection broken by",
                "connection timed out | i/o timeout | could not resolve host | etimedout | "
                "esockettimedout | eai_again | enotfound | econnreset | econnrefused | "
                "connection refused | temporary failure resolving | connecttimeouterror | "
                "newconnectionerror | connect timed out | network is unreachable | no route to host | "
                "dial tcp | temporary error | unable to connect to | connection reset by peer | "
                "failed to establish a new connection | network timeout | timed out",
                unless="bare-host",
            ),
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
        sources=("docs.aws.amazon.com/codebuild/latest/userguide/vpc-support.html", CODEBUILD_PAGE),
    ),
    Cause(
        label="build.role-denied",
        means="The build's role cannot be assumed, or lacks a permission.",
        looks=(
            "`CodeBuild is not authorized to perform: sts:AssumeRole on service role`, `ACCESS_DENIED: "
            "Service role … does not allow AWS CodeBuild to create …`, or AccessDenied with "
            "`assumed-role/codebuild-…` in a build's log."
        ),
        known_by="the refused identity is the project's service role, in any other action",
        unlike=(
            "build.s3-access-failed",
            "build.source-failed",
            "iam.caller-denied",
            "iam.credentials-missing",
            "image.pull-denied",
            "registry.auth-token-denied",
            "registry.push-denied",
        ),
        look=(
            "`aws codebuild batch-get-projects --names PROJECT --query 'projects[].serviceRole'`, then `aws "
            "iam simulate-principal-policy` with the action of the message"
        ),
        fix=(
            "Let the role trust codebuild.amazonaws.com and allow it the action that the message names on "
            "the resource that it names."
        ),
        signs=(
            sign(9.4, "service role", "does not allow aws codebuild | codebuild"),
            sign(9.5, "codebuild is not authorized to perform"),
            sign(9.5, "not authorized to perform sts:assumerole", unless="user arn:iam | user arn:sts"),
            sign(8.2, "access_denied", "service role | role"),
            sign(7.2, "unexpected ec2 error unauthorizedoperation"),
            sign(
                8.7,
                DENIED,
                "awscodebuild | assumed-role codebuild | codebuild",
                unless="ecr:getauthorizationtoken | ecr:initiatelayerupload | ssm:getparameters | "
                "secretsmanager:getsecretvalue | codebuild:createproject | iam:passrole | ecr:batchgetimage "
                "| denied user codebuild",
            ),
        ),
        sources=(CODEBUILD_PAGE, "docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html"),
    ),
    Cause(
        label="build.s3-access-failed",
        means="CodeBuild cannot use the bucket of its artifacts, cache, certificate or reports.",
        looks=(
            "`Failed to upload artifacts: AccessDenied`, `Error: UPLOAD_ARTIFACTS`, `getBucketAcl`, `bucket "
            "owner for the report group`: CodeBuild's own work with its buckets, not a command of the "
            "buildspec."
        ),
        known_by="the refused action is on the bucket of artifacts, cache or reports",
        unlike=("build.role-denied", "build.source-failed"),
        look=(
            "`artifacts`, `cache` and `secondaryArtifacts` of the project; `aws s3api get-bucket-policy "
            "--bucket BUCKET`"
        ),
        fix=(
            "Allow s3:PutObject, s3:GetObject, s3:GetObjectVersion, s3:GetBucketAcl and s3:GetBucketLocation "
            "on the bucket to the service role."
        ),
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
        sources=(CODEBUILD_PAGE,),
    ),
    Cause(
        label="build.source-failed",
        rule="build-source-refused",
        means="CodeBuild could not fetch its source.",
        looks=(
            "`DOWNLOAD_SOURCE` failed: `authentication required for primary source and source version`, "
            "`reference not found for primary source`, `git clone failed`, `NoSuchKey`."
        ),
        known_by="the phase that failed is DOWNLOAD_SOURCE",
        unlike=("build.role-denied", "build.s3-access-failed"),
        look="`aws codebuild list-source-credentials`; `git ls-remote REPOSITORY REF`",
        fix=(
            "Renew the connection (`aws codestar-connections`, state AVAILABLE) or token, allow "
            "codeconnections:UseConnection to the service role, or build a branch or commit that exists."
        ),
        signs=(
            sign(
                8.6,
                "authentication failed for | connection is not in available state | "
                "couldn t find remote ref | could not read from remote repository | "
                "could not read username | repository not found | host key verification failed | "
                "unable to access url github.com | failed to get source | remote branch",
                "fatal | git | remote | source | connection | failed",
                unless="password | image | docker | could not resolve | timed out | registry | ecr",
            ),
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
        sources=(CODEBUILD_PAGE, "github.com/aws-samples/aws-simple-streaming-webapp/issues/8"),
    ),
)
