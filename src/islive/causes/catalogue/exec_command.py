"""Execute-command: a shell in a running container."""

from islive.causes.cause import Cause, around, sign

ECS_EXEC_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html"

CAUSES = (
    Cause(
        label="exec.agent-not-running",
        means="The agent for execute-command is not running in the container, or not connected.",
        looks=(
            "`TargetNotConnectedException: The execute command failed due to an internal error`, `execute "
            "command agent isn't running`; `managedAgents[].lastStatus` is STOPPED or PENDING. EC2 and "
            "Fargate (1.4.0 on) alike."
        ),
        known_by="execute-command was on when the task started, and its agent is not RUNNING",
        unlike=("exec.credentials-env-override", "exec.not-enabled", "exec.readonly-root-filesystem"),
        alike=(
            "exec.credentials-env-override",
            "exec.readonly-root-filesystem",
        ),
        look="`aws ecs describe-tasks --query 'tasks[].containers[].managedAgents'`",
        fix=(
            "Allow ssmmessages:CreateControlChannel, CreateDataChannel, OpenControlChannel and "
            "OpenDataChannel to the task role, give the subnet a way to ssmmessages, and start the task anew."
        ),
        signs=(
            sign(8.6, "targetnotconnected", unless="enabled when"),
            sign(
                8.4,
                "managed agent | managed agent status | managedagents | managed agents | execute command agent",
                "stopped | pending | not running | null",
                unless="enabled when",
            ),
            sign(
                8.6,
                "targetnotconnectedexception | execute command agent isn t running | executecommandagent | ssm agent",
            ),
            sign(8.2, "execute command failed"),
        ),
        sources=(ECS_EXEC_PAGE,),
    ),
    Cause(
        label="exec.credentials-env-override",
        means="AWS keys in the container's environment make the agent use the wrong identity.",
        looks=(
            "As an agent that is not connected, while the task role has every permission: the container has "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        ),
        known_by="the container's environment holds AWS keys",
        unlike=("exec.agent-not-running",),
        look=(
            "`aws ecs describe-task-definition --query "
            "'taskDefinition.containerDefinitions[].[environment,secrets]'`: names that begin with AWS_"
        ),
        fix=(
            "Remove AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY from the container, give what they allowed "
            "to the task role, and deploy."
        ),
        signs=(
            sign(
                9.8,
                "targetnotconnectedexception | execute command",
                around(
                    "aws_access_key_id | access keys in | aws credentials in the environment | aws keys | "
                    "static credentials"
                ),
            ),
            sign(
                9.6,
                "execute command | targetnotconnectedexception | ssmmessages",
                around("aws keys | aws_access_key_id | access keys in | keys injected"),
            ),
        ),
        sources=(ECS_EXEC_PAGE, "github.com/aws/copilot-cli/issues/3408"),
    ),
    Cause(
        label="exec.not-enabled",
        means="Execute-command was not enabled when the task started.",
        looks=(
            "`InvalidParameterException … execute command was not enabled when the task was run or the "
            "execute command agent isn't running`."
        ),
        known_by="`enableExecuteCommand` of the task is false",
        unlike=("exec.agent-not-running",),
        look="`aws ecs describe-tasks --query 'tasks[].enableExecuteCommand'`",
        fix=(
            "`aws ecs update-service --enable-execute-command --force-new-deployment`: only tasks started "
            "after it have the agent."
        ),
        signs=(sign(9.2, "execute command was not enabled"),),
        sources=(ECS_EXEC_PAGE,),
    ),
    Cause(
        label="exec.readonly-root-filesystem",
        means="The agent for execute-command cannot write: the root file system is read-only.",
        looks=(
            "As an agent that is not running; the reason of the managed agent, or /var/log/amazon, says "
            "`read-only file system`."
        ),
        known_by="`readonlyRootFilesystem` is true, and only execute-command fails",
        unlike=("app.readonly-filesystem", "exec.agent-not-running"),
        look="`readonlyRootFilesystem` of the container",
        fix=(
            "Mount writable volumes on /var/lib/amazon and /var/log/amazon, or set `readonlyRootFilesystem` to false."
        ),
        signs=(
            sign(
                9.6,
                "targetnotconnectedexception | executecommandagent | execute command | ssm-agent | "
                "amazon-ssm-agent | ssm agent",
                around(
                    "readonlyrootfilesystem | read-only root | read-only file system | readonly root | readonlyroot"
                ),
            ),
            sign(
                9.4,
                "read-only file system | readonlyrootfilesystem",
                around(
                    "execute command | ssm-agent | exec agent | execute-command | amazon-ssm-agent | executecommand"
                ),
            ),
        ),
        sources=(ECS_EXEC_PAGE,),
    ),
)
