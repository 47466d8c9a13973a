"""Execute-command: a shell in a running container."""

from islive.causes.cause import Cause, around, sign

CAUSES = (
    Cause(
        label="exec.agent-not-running",
        means="The agent for execute-command is not running in the container, or not connected.",
        look="`managedAgents` of the container",
        fix="Give the task role ssmmessages, and the subnet a way to it; start the task anew.",
        signs=(
            sign(
                8.6,
                "targetnotconnectedexception | execute command agent isn t running | executecommandagent | ssm agent",
            ),
            sign(8.2, "execute command failed"),
        ),
    ),
    Cause(
        label="exec.credentials-env-override",
        means="AWS keys in the container's environment make the agent use the wrong identity.",
        look="AWS_ACCESS_KEY_ID among the container's variables",
        fix="Take the keys out, and use the task role.",
        signs=(
            sign(
                9.6,
                "execute command | targetnotconnectedexception | ssmmessages",
                around("aws keys | aws_access_key_id | access keys in | keys injected"),
            ),
        ),
    ),
    Cause(
        label="exec.not-enabled",
        means="Execute-command was not enabled when the task started.",
        look="`enableExecuteCommand` of service and task",
        fix="Enable it on the service, and start new tasks.",
        signs=(sign(9.2, "execute command was not enabled"),),
    ),
    Cause(
        label="exec.readonly-root-filesystem",
        means="The agent for execute-command cannot write: the root file system is read-only.",
        look="`readonlyRootFilesystem`",
        fix="Mount volumes on /var/lib/amazon and /var/log/amazon, or allow writing.",
        signs=(
            sign(
                9.4,
                "read-only file system | readonlyrootfilesystem",
                around(
                    "execute command | ssm-agent | exec agent | execute-command | amazon-ssm-agent | executecommand"
                ),
            ),
        ),
    ),
)
