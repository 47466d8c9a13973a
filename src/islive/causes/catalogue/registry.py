"""Reaching a registry."""

from islive.causes.cause import Cause, around, sign
from islive.causes.phrases import NETWORK, PULLING, REGISTRY

PULL_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html"

CAUSES = (
    Cause(
        label="registry.network-unreachable",
        rule="registry-unreachable",
        means="The task, or the build, gets no connection to the registry.",
        looks=(
            "`request canceled while waiting for connection` (Docker), `failed to do request: Head "
            '"https://…": dial tcp …: i/o timeout` (containerd), since June 2024 `There is a connection '
            "issue between the task and Amazon ECR` or `Check your network configuration`; `pull command "
            "failed: … signal: killed` (older Fargate)."
        ),
        known_by="the registry gave no answer: the message ends in a time-out",
        unlike=(
            "build.network-unreachable",
            "container.runtime-timeout",
            "image.invalid-reference",
            "image.layer-verification",
            "image.pull-failed",
            "image.stale-tag",
            "network.dns-failure",
            "network.endpoint-security-group",
            "network.nacl-blocking",
            "network.no-internet-route",
            "network.no-public-ip",
            "network.s3-endpoint-missing",
            "network.security-group-egress",
            "network.unreachable",
            "network.vpc-endpoint-missing",
            "registry.upstream-outage",
        ),
        alike=(
            "network.no-internet-route",
            "network.no-public-ip",
            "network.vpc-endpoint-missing",
            "network.s3-endpoint-missing",
            "network.endpoint-security-group",
            "network.security-group-egress",
            "network.nacl-blocking",
        ),
        look="`islive SERVICE`; the task's route tables, public address and endpoints: ecr.api, ecr.dkr, s3",
        fix=(
            "Give the subnet NAT or a public address, or the endpoints ecr.api and ecr.dkr and the S3 "
            "gateway; a public registry (docker.io, ghcr.io) needs the internet."
        ),
        signs=(
            sign(9, PULLING, NETWORK, unless="no space left on device | starport-layer-bucket | toomanyrequests"),
            sign(
                8.8,
                REGISTRY,
                NETWORK,
                unless="asm | from ssm | validate logger args | starport-layer-bucket | no space left on device | "
                "toomanyrequests",
            ),
            sign(
                8.4,
                "connection issue between the task and amazon ecr | connection issue between the task and the registry",
            ),
            sign(8.2, "pull command failed", "panic | nil pointer dereference"),
            sign(8, "inactivity time exceeded timeout while pulling image | manifest_pulled"),
            sign(8, "net http", "request canceled while waiting for connection | tls handshake timeout"),
            sign(7.2, PULLING, "eof | connection refused | connection reset", unless="no space left"),
            sign(6.6, "v2", NETWORK, unless="asm | from ssm"),
        ),
        sources=(
            PULL_PAGE,
            "docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            "github.com/aws/amazon-ecs-agent/issues/1680",
        ),
    ),
    Cause(
        label="registry.pull-through-cache-failed",
        means="A pull-through cache could not fetch the image from upstream.",
        looks=(
            "`… not found` for a repository with a cache's prefix (`ecr-public/…`, `docker-hub/library/…`), "
            "or `not authorized to perform: ecr:BatchImportUpstreamImage`."
        ),
        known_by="the repository has the prefix of a pull-through cache rule",
        unlike=("image.not-found", "image.pull-denied", "registry.repository-missing"),
        look=(
            "`aws ecr describe-pull-through-cache-rules`; `aws ecr validate-pull-through-cache-rule "
            "--ecr-repository-prefix PREFIX`"
        ),
        fix=(
            "Allow ecr:BatchImportUpstreamImage and ecr:CreateRepository to who pulls, correct the upstream "
            "credentials (secret `ecr-pullthroughcache/…`), and pull `PREFIX/UPSTREAM/REPOSITORY` (Docker "
            "Hub: `PREFIX/library/nginx`)."
        ),
        signs=(
            sign(10, "pull through cache rule | pull-through cache rule", "failed | unable | error"),
            sign(
                9.5,
                "ecr:batchimportupstreamimage | pull through cache | pull-through cache | unable to find "
                "upstream | upstream"
                " repository | upstreamregistry",
            ),
            sign(9, "not found | manifest unknown | does not exist", "ecr-public | docker-hub | dockerhub | quay"),
            sign(9, "does not exist | manifest unknown | not found", around("pull-through | pull through")),
        ),
        sources=("docs.aws.amazon.com/AmazonECR/latest/userguide/error-pullthroughcache.html",),
    ),
    Cause(
        label="registry.upstream-outage",
        means="The public registry itself fails.",
        looks=(
            "`500 Internal Server Error`, `502`, `503 Service Unavailable` from registry-1.docker.io, "
            "ghcr.io or quay.io, for everybody at the same time."
        ),
        known_by="the registry answers, with 5xx",
        unlike=("image.rate-limited", "registry.network-unreachable"),
        look="the registry's status page (status.docker.com, githubstatus.com)",
        fix="Wait, or pull a copy from ECR (pull-through cache); nothing is wrong with your network.",
        signs=(
            sign(
                9.7,
                "503 | 500 | 502 | 504 | cannotpullcontainererror | toomanyrequests | failed | timeout",
                around(
                    "hub incident | registry incident | docker hub outage | registry outage | hub was down | "
                    "registry was down | status page | docker hub down | docker hub was down"
                ),
            ),
            sign(
                9.1,
                "received unexpected http status | unexpected status | auth.docker.io | "
                "registry-1.docker.io | unexpected http status",
                "500 | 502 | 503 | 504 | 520",
                unless="health | codes | api error 500",
            ),
            sign(
                8.9,
                PULLING + " | registry-1.docker.io | docker.io | quay.io | ghcr.io | public.ecr.aws",
                "500 internal server error | 502 bad gateway | 503 service unavailable | 504 gateway | "
                "service unavailable | bad gateway | internal server error",
            ),
            sign(8.6, "received unexpected http status", "5"),
        ),
        sources=(PULL_PAGE,),
    ),
)
