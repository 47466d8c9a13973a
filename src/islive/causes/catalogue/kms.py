"""Keys that secrets, parameters and images are encrypted with."""

from islive.causes.cause import Cause, sign
from islive.causes.phrases import DENIED

CAUSES = (
    Cause(
        label="kms.access-denied",
        means="The role may read the secret, parameter or image, and not use the key that it is encrypted with.",
        look="the key's policy, and kms:Decrypt in the role's policies",
        fix="Allow kms:Decrypt on the key to the execution role, and let the key's policy admit it; a disabled "
        "key is enabled "
        "with `aws kms enable-key`.",
        signs=(
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
    ),
)
