"""Keys that secrets, parameters and images are encrypted with."""

from islive.causes.cause import Cause, sign
from islive.causes.phrases import DENIED

CAUSES = (
    Cause(
        label="kms.access-denied",
        rule="kms-access-denied",
        means="The role may read the secret, parameter or image, and not use the key that it is encrypted with.",
        looks=(
            "`AccessDeniedException: Access to KMS is not allowed` or `not authorized to perform: "
            "kms:Decrypt`, in the same wrapping as a refused secret (Fargate: `unable to pull secrets or "
            "registry auth`; EC2: alone)."
        ),
        known_by="the refused action is kms:Decrypt, or access to KMS is not allowed",
        unlike=("secret.access-denied", "ssm.access-denied"),
        look=(
            "`aws kms describe-key --key-id KEY`; `aws kms get-key-policy`; `aws iam "
            "simulate-principal-policy` with kms:Decrypt"
        ),
        fix=(
            "Allow kms:Decrypt on the key's ARN to the execution role, and let the key's policy admit the "
            "role (always needed from another account); `aws kms enable-key` for a disabled one."
        ),
        signs=(
            sign(
                9,
                "ciphertext references a key | ciphertext refers to | kms key is not accessible | "
                "key does not exist or you do not have access",
            ),
            sign(9.6, "kms:decrypt | kms:generatedatakey | kms:describekey | kms:creategrant", DENIED),
            sign(9.6, "access to kms is not allowed | access to kms | kms key access denied"),
            sign(
                9,
                "kms",
                "accessdeniedexception | access denied | kmsaccessdenied | not allowed | not authorized | kmserror",
            ),
            sign(8, "ciphertext refers to a customer master key that does not exist | ciphertext refers to"),
            sign(8.5, "arn:kms", "is disabled | pending deletion | disabledexception | kmsinvalidstateexception"),
        ),
        sources=(
            "docs.aws.amazon.com/kms/latest/developerguide/key-policies.html",
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html",
        ),
    ),
)
