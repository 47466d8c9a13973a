"""How a secret is referenced, and what is in it."""

from islive.causes.cause import Cause, around, sign
from islive.causes.phrases import INITIALIZING, SECRETS_MANAGER

AGENT_SECRETS_PAGE = "github.com/aws/amazon-ecs-agent, agent/asm/asm.go"
SECRETS_GUIDE_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html"
WRAPPED = (
    "On Fargate the words of the agent come inside `ResourceInitializationError: unable to pull secrets or "
    "registry auth: "
    "execution resource retrieval failed: unable to retrieve secret from asm: …`; on EC2 they stand alone, or behind "
    "`Fetching secret data from AWS Secrets Manager in region …`. Since June 2024 a sentence of advice "
    "stands before them; "
    "the last clause is the same."
)
# How Go's encoding/json says where a text is no JSON.
GO_JSON = (
    "string escape code | hexadecimal character escape | u hexadecimal | looking for beginning of value | "
    "looking for beginning of object key string | after object key | value pair | in string literal | "
    "in numeric literal | in literal true | in literal false | in literal null | after top-level value | "
    "after array element | in exponent of numeric literal"
)

CAUSES = (
    Cause(
        label="secret.invalid-json",
        rule="secret-invalid-json",
        means="The task definition asks for one key of the secret, and the secret's text cannot be parsed as JSON.",
        looks=(
            "The end of the message is Go's JSON error (`invalid character … in string escape code`, `… "
            "looking for beginning of value`, `unexpected end of JSON input`). The character that it names "
            "is where parsing stopped, not always what is wrong. On Fargate the words of the agent come "
            "inside `ResourceInitializationError: unable to pull secrets or registry auth: execution "
            "resource retrieval failed: unable to retrieve secret from asm: …`; on EC2 they stand alone, or "
            "behind `Fetching secret data from AWS Secrets Manager in region …`. Since June 2024 a sentence "
            "of advice stands before them; the last clause is the same."
        ),
        known_by="`invalid character`: the text is no JSON, so nobody knows its keys",
        unlike=("secret.json-not-object", "secret.json-key-missing"),
        look=(
            "`islive SERVICE --inspect-secrets`: where the text breaks and which keys it has, never a character of it"
        ),
        fix=(
            "Write the whole object into a file with an editor, check it with `python3 -m json.tool`, and "
            "put it with `--secret-string file://…`: no shell can change it on the way."
        ),
        signs=(
            sign(9.5, SECRETS_MANAGER + " | " + INITIALIZING, "invalid character", GO_JSON, unless="429 response"),
            sign(9, SECRETS_MANAGER + " | " + INITIALIZING, "unexpected end of json input"),
            # Alone it is what any Go program says of any JSON.
            sign(6.1, "invalid character", GO_JSON, unless="http 429 | 429 response"),
            sign(
                6.1,
                "unexpected end of json input",
                unless="client | request | body | syntaxerror | response | parse",
            ),
            sign(7, SECRETS_MANAGER, "invalid character | not valid json | invalid json"),
        ),
        sources=(
            AGENT_SECRETS_PAGE,
            SECRETS_GUIDE_PAGE,
            "github.com/aws/amazon-ecs-agent, agent/asm/asm.go and agent/taskresource/asmsecret/asmsecret.go",
        ),
    ),
    Cause(
        label="secret.json-not-object",
        rule="secret-invalid-json",
        means=(
            "The task definition asks for one key, and the secret is valid JSON without keys: a text, a list, a number."
        ),
        looks=WRAPPED,
        known_by="`json: cannot unmarshal …`: it is JSON, but no object",
        unlike=("secret.invalid-json",),
        look="`islive SERVICE --inspect-secrets` says of which type the value is",
        fix=(
            'Store an object with the key that is asked for (`{"password": "…"}`), or reference the whole '
            "secret without `:key::` in `valueFrom`."
        ),
        signs=(
            sign(
                9.5,
                "cannot unmarshal string | cannot unmarshal array | cannot unmarshal number | cannot unmarshal bool",
                "go value of type map string interface | go value of type",
            ),
        ),
        sources=(
            AGENT_SECRETS_PAGE,
            "github.com/aws/amazon-ecs-agent, agent/asm/asm.go and agent/taskresource/asmsecret/asmsecret.go",
        ),
    ),
    Cause(
        label="secret.json-key-missing",
        rule="secret-key-missing",
        means="The secret is an object, and the key that the task definition asks for is not among its keys.",
        looks=WRAPPED,
        known_by="`did not contain json key`: it is an object without that key",
        unlike=("secret.invalid-json", "deploy.wait-timeout"),
        look="`islive SERVICE --inspect-secrets` names the keys that are there; upper and lower case count",
        fix="Add the key to the secret, or correct the name in `valueFrom` (`ARN:key::`).",
        signs=(
            sign(9.5, "did not contain json key"),
            sign(8, "json key", SECRETS_MANAGER, unless="invalid character"),
        ),
        sources=(
            AGENT_SECRETS_PAGE,
            SECRETS_GUIDE_PAGE,
            "github.com/aws/amazon-ecs-agent, agent/asm/asm.go and agent/taskresource/asmsecret/asmsecret.go",
        ),
    ),
    Cause(
        label="secret.invalid-reference",
        rule="secret-reference-malformed",
        means="`valueFrom` is empty, malformed, or names something else than a secret.",
        looks=(
            "Fargate: `ValidationException: Invalid name. Must be a valid name containing alphanumeric "
            "characters …`; EC2: `invalid arn format for the AWS Secrets Manager secret`, `could not find a "
            "secretsmanager secretID from value`; RegisterTaskDefinition refuses an empty valueFrom."
        ),
        known_by="the reference itself cannot be parsed, or is none of a secret",
        unlike=("secret.not-found", "secret.partial-arn", "ssm.access-denied", "tool.bug"),
        look="the `secrets` of the container definition",
        fix=(
            "Use the whole ARN: `arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-AbCdEf`, and `:key::` "
            "behind it for one key (all three trailing fields as a group)."
        ),
        signs=(
            sign(9.3, "unexpected arn format | invalid arn | malformed arn", "asm | secret | secrets | ssm"),
            sign(9.5, "invalid arn format for the aws secrets manager secret"),
            sign(9.5, "could not find a secretsmanager secretid from value"),
            sign(9, "validationexception", SECRETS_MANAGER, "invalid name | valid name containing"),
            sign(9, "invalid name. must be a valid name | must be a valid name containing alphanumeric"),
            sign(8, "valuefrom", "empty | invalid | malformed"),
        ),
        sources=(
            AGENT_SECRETS_PAGE,
            SECRETS_GUIDE_PAGE,
            "github.com/aws/amazon-ecs-agent, agent/asm/asm.go and agent/taskresource/asmsecret/asmsecret.go",
        ),
    ),
    Cause(
        label="secret.partial-arn",
        rule="secret-arn-partial",
        means=(
            "The reference or the policy names the secret without the six characters at the end of its ARN "
            "(or the name itself ends like them), so that looking it up or allowing it misses."
        ),
        looks="AccessDenied or not found for a secret that plainly exists and is plainly allowed.",
        known_by=(
            "the secret exists and is allowed; valueFrom or the policy leaves out the last six characters of its ARN"
        ),
        unlike=("secret.access-denied", "secret.invalid-reference", "secret.not-found"),
        look="the secret's ARN letter by letter beside `valueFrom` and the policy's Resource",
        fix="Reference the whole ARN; end the policy's Resource in `-??????`.",
        signs=(
            sign(
                9.9,
                "secretsmanager:getsecretvalue | secrets manager | validationexception | "
                "accessdeniedexception | resourcenotfoundexception | invalid name",
                around(
                    "partial arn | without the 6 | 6 random | random characters | random suffix | "
                    "without suffix | six random | six characters | 6 characters | hyphen and six | "
                    "lacks the random | suffix of the arn | without the suffix | arn suffix | "
                    "incomplete arn | last six"
                ),
            ),
            sign(9, SECRETS_MANAGER, "partial arn | incomplete arn"),
            sign(
                8.8,
                "secretsmanager:getsecretvalue | secrets manager",
                "accessdeniedexception | resourcenotfoundexception | can t find the specified secret",
                "hyphen and six | six characters | random suffix | partial",
            ),
        ),
        sources=(SECRETS_GUIDE_PAGE, "docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html"),
    ),
)
