"""Who calls: credentials, permissions, and the platform that answers."""

from islive.causes.cause import Cause, around, sign, told

CLI_CONFIGURATION_PAGE = "docs.aws.amazon.com/cli/latest/userguide/cli-chap-configure.html"

CAUSES = (
    Cause(
        label="api.throttled",
        means="An AWS API slows calls down, or rejects them, because too many arrive at once.",
        looks=(
            "Service event `… operations are being throttled on … Will try again later` "
            "(ECS_OPERATION_THROTTLED, SERVICE_DISCOVERY_OPERATION_THROTTLED), or `ThrottlingException: Rate "
            "exceeded` and `RequestLimitExceeded` in a CLI or SDK. The same on EC2 and Fargate."
        ),
        look=(
            "`aws cloudtrail lookup-events --lookup-attributes "
            "AttributeKey=EventName,AttributeValue=DescribeServices`: who calls how often"
        ),
        fix=(
            "Ask less often and let the SDK retry (`AWS_RETRY_MODE=adaptive`); batch DescribeServices and "
            "DescribeTasks; for a steady need raise the API's rate in Service Quotas."
        ),
        signs=(
            sign(
                8.8,
                "too many concurrent attempts | too many concurrent | concurrent modification | request limit exceeded",
            ),
            sign(9.9, "toomanyrequests rate exceeded", unless="public.ecr.aws | docker.io"),
            sign(
                9,
                "operations are being throttled | ecs_operation_throttled | "
                "service_discovery_operation_throttled | throttlingexception | rate exceeded | "
                "requestlimitexceeded",
                unless="pull rate",
            ),
            sign(
                8,
                "throttled | throttling",
                "operations | api | aws | ecs | ecr | elb | calling | cloudformation | code | exception",
                unless="health | starts | task starts",
            ),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
            "docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html",
        ),
    ),
    Cause(
        label="iam.caller-denied",
        means="Whoever calls lacks the permission for the action itself.",
        looks=(
            "`AccessDeniedException: User: … is not authorized to perform: ACTION on resource: … because no "
            "identity-based policy allows …` in the tool that called; nothing happens in ECS."
        ),
        known_by=(
            "the refused identity is the caller itself (user, pipeline's role), in an action that no other "
            "cause is about"
        ),
        unlike=("build.role-denied",),
        look=(
            "`aws sts get-caller-identity`; `aws iam simulate-principal-policy --policy-source-arn ROLE "
            "--action-names ACTION`"
        ),
        fix=(
            "Allow the action that the message names on the resource that it names; `explicit deny` means a "
            "boundary, session or organisation policy, which has to give way first."
        ),
        signs=(
            sign(6, "not authorized to perform"),
            sign(
                6.3,
                "not authorized to perform",
                "ecs:createservice | ecs:deregistertaskdefinition | ecs:describeclusters | ecs:describeservices | "
                "ecs:describetaskdefinition | ecs:describetasks | ecs:executecommand | ecs:listtaskdefinitions | "
                "ecs:listtasks | ecs:registertaskdefinition | ecs:runtask | ecs:tagresource | ecs:updateservice | "
                "codedeploy:createdeployment | codedeploy:getdeploymentgroup | ecr:describerepositories | "
                "ecr:createrepository | elasticloadbalancing:describetargetgroups | logs:createloggroup",
            ),
            sign(
                5.6,
                "you are not authorized to perform this operation | accessdeniedexception",
                unless="asm | ssm | ecr | kms | efs",
            ),
            sign(4.4, "accessdenied | access denied", unless="nfs4 | env file | efs | s3 | asm | denied for user"),
        ),
        sources=("docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",),
    ),
    Cause(
        label="iam.credentials-missing",
        means="The caller has no AWS credentials.",
        looks=(
            "`Unable to locate credentials`, `Credentials could not be loaded` (GitHub), "
            "`NoCredentialProviders` (Go), `InvalidClientTokenId`, `No valid credential sources found` "
            "(Terraform)."
        ),
        known_by="nobody was refused: there are no credentials",
        unlike=("build.role-denied", "registry.auth"),
        look="`aws sts get-caller-identity`",
        fix=(
            "Log in (`aws sso login`), set AWS_PROFILE, or give the job a role: GitHub needs `permissions: "
            "id-token: write` and configure-aws-credentials, CodeBuild its service role, a container on EC2 "
            "IMDS with hop limit 2."
        ),
        signs=(
            sign(
                9.2,
                "config profile | profile",
                "could not be found | does not exist | not found",
                unless="instance profile | task | launch",
            ),
            sign(
                9.2,
                "retrieving token from sso | sso session associated with this profile | "
                "sso session has expired | no ec2 imds role found | failed to refresh cached credentials | "
                "unable to load credentials | unable to load aws credentials | credentialsprovidererror | "
                "partial credentials found | signaturedoesnotmatch | "
                "request signature we calculated does not match | unrecognizedclientexception | "
                "invalidclienttokenid | credentialretrievalerror | error retrieving metadata ec2metadataerror | "
                "no credential providers | profile is not configured | invalidaccesskeyid | "
                "access key id you provided does not exist",
            ),
            sign(
                9.3,
                "unable to locate credentials | credentials could not be loaded | no credentials | missing "
                "credentials | could not load credentials | nocredentialproviders | no valid credential "
                "sources | invalidclienttokenid | security token included in the request is invalid",
                unless="basic auth | execution role",
            ),
        ),
        sources=(CLI_CONFIGURATION_PAGE,),
    ),
    Cause(
        label="config.region-wrong",
        means="The caller addresses a wrong region or endpoint.",
        looks=(
            "`Could not connect to the endpoint URL`, `You must specify a region`, `Invalid endpoint`, or "
            "not found for something that plainly exists, in every tool that takes AWS_REGION."
        ),
        known_by="the same name is there in another region, or the endpoint's host does not exist",
        unlike=("cluster.not-found", "logs.firelens-config-unreachable", "service.not-found"),
        look="`aws configure get region`; AWS_REGION and AWS_DEFAULT_REGION of the caller",
        fix=(
            "Set `AWS_REGION` (GitHub: `aws-region:` of configure-aws-credentials; Terraform: `region` of "
            "the provider) to the region of the service."
        ),
        signs=(
            sign(
                9.5,
                "clusternotfoundexception | cluster not found | servicenotfoundexception | "
                "service not found | missing | not found",
                around(
                    "wrong region | another region | other region | different region | default region | "
                    "profile region | lives in | region of the profile | region mismatch | aws_region | "
                    "aws_default_region"
                ),
                unless="log group | repository | basic auth | secret | parameter | image",
            ),
            sign(9, "host:region", unless="cloudwatch log | logging driver | logger args | awslogs"),
            sign(
                9,
                "invalid aws region | noregionerror | not supplied aws-region | region is not valid | "
                "unable to determine region | no region provided | missing region in config | "
                "missingregion | unable to find a region | not a valid aws region | "
                "aws region must be set | region must be specified",
            ),
            sign(8.3, "could not connect to the endpoint url url | endpoint url url host:region"),
            sign(9, "could not connect to the endpoint url", "host:ecs | ecs"),
            sign(
                8.8,
                "provided region_name | invalid endpoint | you must specify a region | region is missing | "
                "could not be found in region | invalid region",
            ),
            sign(
                9.2,
                "clusternotfoundexception | servicenotfoundexception",
                around("wrong region | another region | other region"),
            ),
        ),
        sources=(CLI_CONFIGURATION_PAGE,),
    ),
    Cause(
        label="platform.aws-fault",
        means="A passing fault on AWS's side.",
        looks=(
            "`Internal server error`, `ServerException`, `InternalFailure`, `waiting for EphemeralStorage "
            "provisioning`, without anything that changed on your side; many services at once."
        ),
        known_by="nothing changed on your side, and the next try works",
        unlike=(
            "container.agent-internal",
            "deploy.lifecycle-hook-failed",
            "envfile.network-unreachable",
            "network.eni-provision-timeout",
        ),
        look="`aws health describe-events`; whether other services fail the same way",
        fix="Try again; if it stays, open a case with the task's ARN.",
        signs=(
            sign(
                6.4,
                "internalservererror | internalserverexception | an internal error occurred | "
                "internal service error | serviceunavailableexception",
                "amazonecs | ecs | aws | ecr | status code 500 | operation",
                unless="hook | pull | health | unhealthy | runtask operation reached",
            ),
            sign(8.4, "ephemeralstorage provisioning | waiting for ephemeralstorage"),
            sign(
                6.2,
                "internal server error | serverexception | internalfailure | service unavailable | internal failure",
                unless="docker.io | registry-1.docker.io | pull | unhealthy | codes | hook",
            ),
            sign(
                9,
                "context deadline exceeded | request canceled | timeout | internal error",
                around(
                    "1 % fail | network is right | passing fault | aws incident | aws outage | retry works | sporadic"
                ),
            ),
        ),
        sources=("docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html",),
    ),
    Cause(
        label="tool.bug",
        means="A fault of the deploy or check tool, not of the deployment.",
        looks="The tool's own exception or a parameter that it loses, while the same call with the AWS CLI works.",
        known_by="the same call with the AWS CLI works",
        unlike=("role.execution-role-missing", "secret.invalid-reference", "taskdef.platform-version-incompatible"),
        look="the tool's release notes and issues; its debug log beside CloudTrail's requestParameters",
        fix="Update or pin the tool's version, or do that step with the AWS CLI.",
        signs=(
            sign(
                6.2,
                "cannot read property | cannot read properties of | typeerror | nullpointerexception | "
                "nil pointer dereference | invalid memory address",
                "fargateservice | ecs-deploy | aws-cdk | aws-cdk-lib | cdk synth | copilot | ecs-cli | "
                "terraform-provider | rendered-task-definition | taskdefinitionarn | "
                "error cannot read property name of null",
                unless="pull command",
            ),
            sign(
                7.2,
                "unexpected key | unknown options | unknown parameter in input | unexpected input s",
                "found in params | runtimeplatform | aws help | must be one of | valid inputs are",
            ),
            sign(
                6.6,
                "unexpected key found in params | cannot read property taskdefinitionarn | "
                "cannot read properties of undefined reading taskdefinitionarn",
            ),
            sign(
                10,
                "error | exception | failed | must | requires | unexpected key | unknown parameter | "
                "panic | not supported | undefined",
                told(
                    "bug in | fixed in v | old version of the plugin | known bug | plugin bug | "
                    "drops executionrolearn | regression in | tool bug | action drops | bug of the | "
                    "tool drops | fixed in version | fixed in release | outdated action | old action | "
                    "bug fixed | cli bug | upgrading the action | bug of"
                ),
            ),
            sign(
                9.4,
                "error | exception | failed | must also specify | not supported",
                around(
                    "bug in the tool | tool drops | drops executionrolearn | is dropped when | fixed in "
                    "version | bug in the plugin | plugin bug | known bug"
                ),
            ),
        ),
        sources=("github.com/aws-actions/amazon-ecs-deploy-task-definition",),
    ),
)
