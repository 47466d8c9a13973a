"""Files of environment variables, in S3."""

from islive.causes.cause import Cause, sign
from islive.causes.phrases import ENV_FILE, NETWORK

ENVFILE_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html"
INITIALIZATION_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html"

CAUSES = (
    Cause(
        label="envfile.access-denied",
        rule="environment-file-unreadable",
        means=(
            "S3 refuses the environment file: no permission, or no such object (S3 says 403 for both to who "
            "may not list)."
        ),
        looks=(
            "`failed to download env files: … operation error S3: HeadObject … StatusCode: 403`; since June "
            "2024 behind a sentence of advice. S3 answers 403 for a missing object, too, to who may not list."
        ),
        known_by="S3 answered, with 403 or 404",
        unlike=("envfile.network-unreachable",),
        look=(
            "`aws s3api head-object --bucket BUCKET --key KEY`; `aws iam simulate-principal-policy` of the "
            "execution role with s3:GetObject"
        ),
        fix=(
            "Allow s3:GetObject on the object and s3:GetBucketLocation on the bucket to the execution role "
            "(on EC2 too: not to the instance role), and kms:Decrypt for an encrypted one."
        ),
        signs=(
            sign(9, ENV_FILE, "accessdenied | access denied | statuscode 403 | forbidden | not authorized | 403"),
            sign(7.5, ENV_FILE, "nosuchkey | not found | statuscode 404 | nosuchbucket"),
        ),
        sources=(ENVFILE_PAGE, INITIALIZATION_PAGE),
    ),
    Cause(
        label="envfile.invalid-reference",
        rule="environment-file-invalid",
        means="`environmentFiles` holds something that is no ARN of an object in S3.",
        looks="`unable to parse bucket and key from s3 ARN`, or RegisterTaskDefinition refuses the value.",
        look="`aws ecs describe-task-definition --query 'taskDefinition.containerDefinitions[].environmentFiles'`",
        fix='Write `{"value": "arn:aws:s3:::BUCKET/PATH.env", "type": "s3"}`; the file ends in `.env`.',
        signs=(
            sign(9.5, "unable to parse bucket and key from s3 arn | invalid s3 arn"),
            sign(
                8.5,
                ENV_FILE + " | environmentfile",
                "invalid arn | must be an arn | invalid s3 | must end with .env | extension",
            ),
        ),
        sources=(ENVFILE_PAGE,),
    ),
    Cause(
        label="envfile.network-unreachable",
        rule="aws-endpoint-unreachable",
        means="The task gets no connection to S3 for its environment file.",
        looks=(
            "`failed to download env files: … RequestCanceled: request context canceled`, or since June 2024 "
            "`There is a connection issue between the task and Amazon S3`."
        ),
        known_by="S3 gave no answer: the message ends in a time-out or cancellation",
        unlike=(
            "envfile.access-denied",
            "network.no-internet-route",
            "network.no-public-ip",
            "network.s3-endpoint-missing",
            "network.unreachable",
            "platform.aws-fault",
        ),
        alike=(
            "network.no-internet-route",
            "network.no-public-ip",
            "network.s3-endpoint-missing",
        ),
        look="`islive SERVICE`; the route tables of the task's subnets",
        fix="Attach a gateway endpoint `com.amazonaws.REGION.s3` to the subnets' route table, or give them NAT.",
        signs=(sign(9.3, ENV_FILE, NETWORK),),
        sources=(INITIALIZATION_PAGE, ENVFILE_PAGE, "github.com/aws/aws-cdk/issues/12720"),
    ),
)
