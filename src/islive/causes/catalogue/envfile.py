"""Files of environment variables, in S3."""

from islive.causes.cause import Cause, sign
from islive.causes.phrases import ENV_FILE, NETWORK

CAUSES = (
    Cause(
        label="envfile.access-denied",
        means="S3 refuses the environment file: no permission, or no such object (S3 says 403 for both to who may "
        "not list).",
        look="the object itself, and s3:GetObject and s3:GetBucketLocation of the execution role",
        fix="Allow s3:GetObject on the object and s3:GetBucketLocation on the bucket to the execution role.",
        signs=(
            sign(9, ENV_FILE, "accessdenied | access denied | statuscode 403 | forbidden | not authorized | 403"),
            sign(7.5, ENV_FILE, "nosuchkey | not found | statuscode 404 | nosuchbucket"),
        ),
    ),
    Cause(
        label="envfile.invalid-reference",
        means="`environmentFiles` holds something that is no ARN of an object in S3.",
        look="`environmentFiles[].value`",
        fix="Write `arn:aws:s3:::BUCKET/PATH.env`.",
        signs=(
            sign(9.5, "unable to parse bucket and key from s3 arn | invalid s3 arn"),
            sign(
                8.5,
                ENV_FILE + " | environmentfile",
                "invalid arn | must be an arn | invalid s3 | must end with .env | extension",
            ),
        ),
    ),
    Cause(
        label="envfile.network-unreachable",
        means="The task gets no connection to S3 for its environment file.",
        look="the route table of the task's subnets: NAT, or the gateway endpoint for S3",
        fix="Add the gateway endpoint for S3 to the subnet's route table, or give the subnet a way out.",
        signs=(sign(9.3, ENV_FILE, NETWORK),),
    ),
)
