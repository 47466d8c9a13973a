"""Phrases that several causes share: alternatives, read as `sign` reads them."""

# What stands at the end of a message when packets did not arrive, whatever its head says is missing.
NETWORK = (
    "dial tcp | i/o timeout | context deadline exceeded | request canceled | request cancelled | signal killed | "
    "tls handshake timeout | connection timed out | client.timeout exceeded | request context canceled | "
    "connection issue between | no route to host | network is unreachable | statuscode 0 | connect timeout "
    "on endpoint | "
    "could not connect to the endpoint url | check your task network configuration | check your network "
    "configuration | "
    "check your network connection | request send failed | connection reset by peer | timed out while connecting"
)
DENIED = (
    "not authorized to perform | accessdenied | accessdeniedexception | access denied | access denied exception | "
    "statuscode 403 | 403 forbidden | unauthorizedoperation | is not authorized"
)
# A task that asks for its secrets and its registry login before anything runs.
INITIALIZING = (
    "unable to pull secrets or registry auth | execution resource retrieval failed | resourceinitializationerror"
)
PULLING = (
    "cannotpullcontainererror | cannotpullecrcontainererror | cannotpullimagemanifesterror | unable to pull image | "
    "can t pull the image | cannot pull the image | failed to pull image | pull image manifest | inspect "
    "image has been retried | "
    "ref pull has been retried | build_container_unable_to_pull_image | pulling image | failed to resolve ref | "
    "failed to resolve reference | error pulling image configuration | cannot pull image | could not pull | "
    "failed to resolve source metadata | cannotpullcontainer | failed to copy"
)
# Who is asked for a secret, a parameter, a login.
SECRETS_MANAGER = (
    "asm | secrets manager | secretsmanager | host:secretsmanager | arn:secretsmanager | "
    "secretsmanager:getsecretvalue | "
    "getsecretvalue"
)
PARAMETER_STORE = (
    "ssm | from ssm | systems manager | parameter store | host:ssm | arn:ssm | ssm:getparameters | ssm:getparameter | "
    "getparameters"
)
REGISTRY = (
    "ecr registry auth | registry auth from | registry authentication from | getauthorizationtoken | "
    "host:ecr | amazon ecr | "
    "between the task and the registry | ecr | docker.io | registry-1.docker.io | index.docker.io | auth.docker.io | "
    "public.ecr.aws | ghcr.io | quay.io"
)
CLOUDWATCH_LOGS = (
    "validate logger args | initialize logging driver | logging driver | amazon cloudwatch | cloudwatch log "
    "| host:logs | "
    "awslogs | log group"
)
ENV_FILE = (
    "download env file | download env files | environment variable files | env file | env files | environmentfiles"
)
EFS = "efs utils | efs volumes | mount.nfs4 | mount nfs4 | elasticfilesystem | efs mount | mounting efs"
KMS = "kms:decrypt | kms | kms key | arn:kms | kms:generatedatakey | kms:createdatakey | access to kms"

# What people tell around a message about the way out of a subnet.
NO_PUBLIC_ADDRESS = (
    "no public ip | without public ip | without a public ip | no public address | assignpublicip disabled | "
    "assign_public_ip false | auto-assign public ip off | public ip disabled | missing public ip | public ip was off | "
    "assign public ip disabled | public ip is off | public ip turned off | assign_public_ip was false | "
    "assignpublicip was disabled | no public ip on the task | lacked a public ip | public ip not assigned"
)
NO_WAY_OUT = (
    "no nat | without nat | no nat gateway | no internet gateway | no internet route | no route to the internet | "
    "nat gateway missing | without a nat | route table has no | no default route | nat gateway was deleted | "
    "missing nat | "
    "blackhole | no internet access | no outbound route | private subnet without | private subnets without | "
    "without internet access | without internet"
)
NO_ENDPOINT = (
    "no vpc endpoint | no vpc endpoints | without vpc endpoints | without vpc endpoint | missing vpc endpoint | "
    "endpoint missing | no interface endpoint | vpc endpoint missing | missing endpoint | endpoints missing | "
    "endpoint was missing | no endpoint for | lacks an endpoint | isolated subnet | isolated subnets | isolated vpc"
)
