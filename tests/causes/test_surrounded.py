"""What stands around an error in a paste does not change its cause.

People paste the error with what their tool prints before and after it. Not more than two points of a hundred messages
may be lost by it.
"""

import pytest

from islive.causes.classify import labels
from tests.causes.test_perturbed import MOST_LOST
from tests.causes.test_shapes import SAID

# The families whose messages one meets there, and what stands before and after.
APPLICATION, BUILD, SERVICE = (
    ("app.",),
    ("build.", "registry.", "image.", "iam.", "role.", "taskdef.", "service."),
    ("health.", "capacity.", "deploy."),
)
SURROUNDINGS = {
    "python": (
        APPLICATION,
        (
            'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\n'
            "    from app.core import settings, db\n"
            '  File "/usr/local/lib/python3.11/app/core.py", line 88, in load\n    raise self.error(name)\n'
        ),
        "",
    ),
    "node": (
        APPLICATION,
        "",
        (
            "\n    at Module._compile (node:internal/modules/cjs/loader:1105:14)\n"
            "    at async bootstrap (/usr/src/app/dist/server.js:9:3)\n\nNode.js v18.17.1"
        ),
    ),
    "java": (
        APPLICATION,
        "2024-05-01 10:00:00.123 ERROR 1 --- [main] o.s.boot.SpringApplication : Application run failed\n",
        (
            "\n\tat org.springframework.beans.AbstractBeanFactory.doGetBean(AbstractBeanFactory.java:320)\n"
            "\tat com.example.app.Application.main(Application.java:15)\n\t... 24 common frames omitted"
        ),
    ),
    "log": (
        APPLICATION,
        (
            "Starting application...\nLoading configuration from /etc/app/config.yaml\nListening on port 8080\n"
            "Connected to database\nGET /health 200 2ms\n"
        ),
        "\nShutting down\nBye",
    ),
    "github": (
        BUILD,
        (
            "Run aws-actions/amazon-ecs-deploy-task-definition@v1\n  with:\n    task-definition: task-definition.json\n"
            "    service: web\n    wait-for-service-stability: true\n  env:\n    AWS_DEFAULT_REGION: us-east-1\n"
            "    AWS_ACCESS_KEY_ID: ***\n##[error]"
        ),
        "\nError: Process completed with exit code 1.",
    ),
    "buildkit": (
        BUILD,
        "#9 [build 4/6] COPY . .\n#9 DONE 0.3s\n#10 [build 5/6] RUN make\n#10 1.234 ",
        "\n------\nDockerfile:12\n--------------------\n  10 |     COPY . .\n  12 | >>> RUN make\n",
    ),
    "codebuild": (
        BUILD,
        "[Container] 2024/05/01 10:00:00 Running command make deploy\n",
        (
            "\n[Container] 2024/05/01 10:00:09 Command did not exit successfully make deploy exit status 1\n"
            "[Container] 2024/05/01 10:00:09 Phase complete: BUILD State: FAILED"
        ),
    ),
    "terraform": (
        ("service.", "taskdef.", "lb.", "deploy.", "iam.", "role."),
        "module.ecs.aws_ecs_service.main: Still creating... [2m10s elapsed]\n\u2577\n\u2502 Error: ",
        "\n\u2502 \n\u2502   with module.ecs.aws_ecs_service.main,\n\u2502   on main.tf line 71",
    ),
    "events": (
        SERVICE,
        "(service web) has started 2 tasks: (task 0a).\n(service web) registered 1 targets in (target-group x)\n",
        "\n(service web) has stopped 1 running tasks: (task 0a).",
    ),
}


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_the_cause_stays_among_what_its_tool_prints(name: str) -> None:
    """At most two points are lost."""
    families, before, after = SURROUNDINGS[name]
    said = [(label, text) for label, text in SAID if label.startswith(families) and " || " not in text]
    kept = sum(labels([before + text.replace(" \u23ce ", "\n") + after])[:1] == (label,) for label, text in said)
    assert 100 * (len(said) - kept) / len(said) <= MOST_LOST
