"""A third version of web, v1.4.3, committed, built and pushed as the others were."""

from typing import Any

COMMIT = "9c1b2d3e4f5061728394a5b6c7d8e9f001122334"
THIRD: Any = {
    "aws": {
        "ecr": {
            "repositories": {
                "web": {
                    "images": {
                        "v1.4.3": {
                            "tags": ["v1.4.3"],
                            "pushedAt": "2025-09-03T08:50:00Z",
                            "version": "v1.4.3",
                            "revision": COMMIT,
                            "created": "2025-09-03T08:50:00Z",
                            "process": {"answers": {"/health": {"json": {"status": "ok"}}}},
                        }
                    }
                }
            }
        },
        "codebuild": {
            "projects": {
                "web-build": {
                    "builds": {
                        "c3f2e5d4-43b7-4a6c-8e7f-1430c0ffee43": {
                            "startTime": "2025-09-03T08:48:00Z",
                            "endTime": "2025-09-03T08:50:10Z",
                            "sourceVersion": "refs/tags/v1.4.3",
                            "resolvedSourceVersion": COMMIT,
                            "exportedEnvironmentVariables": {"IMAGE_DIGEST": "${digest:web@v1.4.3}"},
                        }
                    }
                }
            }
        },
    },
    "git": {
        "commits": {COMMIT: {"at": "2025-09-03T08:45:00Z", "author": "Ada <ada@example.com>", "subject": "v1.4.3"}},
        "tags": {"v1.4.3": {"commit": COMMIT, "at": "2025-09-03T08:47:00Z"}},
    },
}
