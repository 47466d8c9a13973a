"""Secrets that a task is to be given, from Secrets Manager."""

from islive.causes.cause import Cause, sign
from islive.causes.phrases import DENIED, NETWORK, SECRETS_MANAGER

AGENT = "github.com/aws/amazon-ecs-agent, agent/asm/asm.go and agent/taskresource/asmsecret/asmsecret.go"
GUIDE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html"
ERRORS = "docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html"
WRAPPED = (
    "On Fargate the words of the agent come inside `ResourceInitializationError: unable to pull secrets or "
    "registry auth: "
    "execution resource retrieval failed: unable to retrieve secret from asm: …`; on EC2 they stand alone, or behind "
    "`Fetching secret data from AWS Secrets Manager in region …`. Since June 2024 a sentence of advice "
    "stands before them; "
    "the last clause is the same."
)

CAUSES = (
    Cause(
        label="secret.access-denied",
        rule="secret-access-denied",
        means="The execution role is not allowed to read the secret.",
        looks=WRAPPED,
        unlike={
            "secret.partial-arn": "the policy names the secret; the task definition does not give its whole ARN",
            "kms.access-denied": "the refused action is kms:Decrypt, or access to KMS is not allowed",
            "secret.network-unreachable": "nobody refused: the message ends in a timeout",
        },
        look="`aws iam simulate-principal-policy` of the execution role with secretsmanager:GetSecretValue on the "
        "secret's ARN",
        fix="Allow secretsmanager:GetSecretValue on the secret's ARN (`…:secret:NAME-??????`) to the execution "
        "role, not to the "
        "task role; a secret of another account needs a resource policy as well.",
        signs=(
            sign(9.2, "secretsmanager:getsecretvalue", DENIED, unless="kms:decrypt | access to kms is not allowed"),
            sign(
                8,
                SECRETS_MANAGER,
                "accessdeniedexception | access denied | not authorized",
                unless="kms:decrypt | access to kms",
            ),
            sign(
                8,
                "api error accessdeniedexception | accessdeniedexception",
                "retrieve secret from asm",
                unless="kms:decrypt | kms",
            ),
        ),
        sources=(GUIDE,),
    ),
    Cause(
        label="secret.invalid-json",
        rule="secret-invalid-json",
        means="The task definition asks for one key of the secret, and the secret's text cannot be parsed as JSON.",
        looks="The end of the message is Go's JSON error (`invalid character … in string escape code`, `… looking "
        "for beginning "
        "of value`, `unexpected end of JSON input`). The character that it names is where parsing stopped, "
        "not always what is "
        f"wrong. {WRAPPED}",
        unlike={
            "secret.json-not-object": "`json: cannot unmarshal …`: it is JSON, but no object",
            "secret.json-key-missing": "`did not contain json key`: it is an object without that key",
        },
        look="`islive SERVICE --inspect-secrets`: where the text breaks and which keys it has, never a character of it",
        fix="Write the whole object into a file with an editor, check it with `python3 -m json.tool`, and put it with "
        "`--secret-string file://…`: no shell can change it on the way.",
        signs=(
            sign(9.5, "invalid character", "string escape code | hexadecimal character escape | u hexadecimal"),
            sign(
                9.5,
                "invalid character",
                "looking for beginning of value | looking for beginning of object key string",
                unless="http 429 | 429 response",
            ),
            sign(9.5, "invalid character", "after object key | value pair | in string literal | in numeric literal"),
            sign(
                9.5,
                "invalid character",
                "in literal true | in literal false | in literal null | after top-level value | "
                "after array element | in exponent of numeric literal",
            ),
            sign(9, "unexpected end of json input"),
            sign(7, SECRETS_MANAGER, "invalid character | not valid json | invalid json"),
        ),
        sources=(AGENT,),
    ),
    Cause(
        label="secret.json-not-object",
        means="The task definition asks for one key, and the secret is valid JSON without keys: a text, a list, a "
        "number.",
        looks=WRAPPED,
        unlike={"secret.invalid-json": "`invalid character`: the text is no JSON at all"},
        look="`islive SERVICE --inspect-secrets` says of which type the value is",
        fix="Store an object with the key that is asked for, or reference the whole secret without `:key::`.",
        signs=(
            sign(
                9.5,
                "cannot unmarshal string | cannot unmarshal array | cannot unmarshal number | cannot unmarshal bool",
                "go value of type map string interface | go value of type",
            ),
        ),
        sources=(AGENT,),
    ),
    Cause(
        label="secret.json-key-missing",
        rule="secret-key-missing",
        means="The secret is an object, and the key that the task definition asks for is not among its keys.",
        looks=WRAPPED,
        unlike={"secret.invalid-json": "`invalid character`: the secret could not be parsed, so nobody knows its keys"},
        look="`islive SERVICE --inspect-secrets` names the keys that are there; upper and lower case count",
        fix="Add the key to the secret, or correct the name in `valueFrom` (`ARN:key::`).",
        signs=(
            sign(9.5, "did not contain json key"),
            sign(8, "json key", SECRETS_MANAGER, unless="invalid character"),
        ),
        sources=(AGENT,),
    ),
    Cause(
        label="secret.network-unreachable",
        rule="no-route-to-endpoint",
        means="The task gets no connection to Secrets Manager.",
        looks=f"`There is a connection issue between the task and AWS Secrets Manager`, or a timeout last. {WRAPPED}",
        unlike={
            "secret.access-denied": "Secrets Manager answered: StatusCode 400 and AccessDeniedException",
            "network.unreachable": "the message does not say which endpoint it was",
        },
        look="the task's subnets: a route to NAT or internet gateway with a public address, or an endpoint for "
        "secretsmanager "
        "whose security group lets the tasks in on 443",
        fix="Give the subnet a way out, or add the interface endpoint `com.amazonaws.REGION.secretsmanager` with "
        "private DNS.",
        signs=(
            sign(8.5, "asm | secrets manager | host:secretsmanager | arn:secretsmanager | getsecretvalue", NETWORK),
            sign(8, "registry auth from asm | fetching secret from the service", "requesterror | request error"),
        ),
        sources=(ERRORS,),
    ),
    Cause(
        label="secret.not-found",
        rule="secret-not-found",
        means="No secret with that ARN or name exists in that account and region.",
        looks=WRAPPED,
        unlike={
            "secret.value-missing": "`for staging label`: the secret is there, its value is not",
            "secret.partial-arn": "the secret exists; the reference leaves out the last six characters of its ARN",
        },
        look="`aws secretsmanager describe-secret --secret-id ARN --region REGION`",
        fix="Create it, or correct account, region and name in `valueFrom`.",
        signs=(
            sign(8.5, "secrets manager can t find the specified secret", unless="staging label"),
            sign(8, "resourcenotfoundexception", SECRETS_MANAGER, unless="staging label | log group"),
            sign(8, "can t retrieve the secret with arn", "check whether the secret exists", unless="staging label"),
            sign(7, "check whether the secret exists | secret does not exist | secret not found"),
        ),
        sources=(ERRORS,),
    ),
    Cause(
        label="secret.value-missing",
        means="The secret exists and holds no value under the wanted stage: nobody has put one yet.",
        looks=WRAPPED,
        unlike={"secret.not-found": "the message does not speak of a staging label"},
        look="`aws secretsmanager describe-secret`: `VersionIdsToStages` has no AWSCURRENT",
        fix="Put a value: `aws secretsmanager put-secret-value --secret-id NAME --secret-string file://…`.",
        signs=(
            sign(9.5, "secret value for staging label | for staging label | value for versionid"),
            sign(8, SECRETS_MANAGER, "awscurrent", "can t find | resourcenotfoundexception"),
        ),
        sources=(GUIDE,),
    ),
    Cause(
        label="secret.scheduled-for-deletion",
        rule="secret-scheduled-for-deletion",
        means="Somebody deleted the secret: until the recovery window ends it can be neither read nor made again.",
        unlike={"secret.not-found": "the window is over: the secret is gone for good"},
        look="`aws secretsmanager describe-secret`: `DeletedDate`",
        fix="`aws secretsmanager restore-secret --secret-id NAME`.",
        signs=(
            sign(
                9.5, "marked for deletion | scheduled for deletion | was marked deleted | marked as deleted", "secret"
            ),
        ),
        sources=("docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html",),
    ),
    Cause(
        label="secret.invalid-reference",
        means="`valueFrom` is empty, malformed, or names something else than a secret.",
        unlike={"secret.not-found": "the reference is well-formed, and nothing is there"},
        look="the `secrets` of the container definition",
        fix="Use the whole ARN: `arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-AbCdEf`, and `:key::` behind "
        "it for one key "
        "(all three trailing fields as a group).",
        signs=(
            sign(9.5, "invalid arn format for the aws secrets manager secret"),
            sign(9.5, "could not find a secretsmanager secretid from value"),
            sign(9, "validationexception", SECRETS_MANAGER, "invalid name | valid name containing"),
            sign(9, "invalid name. must be a valid name | must be a valid name containing alphanumeric"),
            sign(8, "valuefrom", "empty | invalid | malformed"),
        ),
        sources=(AGENT, GUIDE),
    ),
    Cause(
        label="secret.partial-arn",
        means="The reference or the policy names the secret without the six characters at the end of its ARN (or "
        "the name itself "
        "ends like them), so that looking it up or allowing it misses.",
        looks="AccessDenied or not found for a secret that plainly exists and is plainly allowed.",
        unlike={"secret.access-denied": "the policy does not name the secret at all"},
        look="the secret's ARN letter by letter beside `valueFrom` and the policy's Resource",
        fix="Reference the whole ARN; end the policy's Resource in `-??????`.",
        signs=(
            sign(9, SECRETS_MANAGER, "partial arn | incomplete arn"),
            sign(
                8.8,
                "secretsmanager:getsecretvalue | secrets manager",
                "accessdeniedexception | resourcenotfoundexception | can t find the specified secret",
                "hyphen and six | six characters | random suffix | partial",
            ),
        ),
        sources=(GUIDE,),
    ),
)
