"""How long things take that AWS does not document, in seconds: parameters, each with the reason for its default."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Durations of a task's life, of the scheduler's steps, and of its back-off."""

    # From the write to the first launch: 8 s in the published event logs that the scenario `healthy` follows.
    first_launch: float = 8.0
    # The scheduler looks again a moment after something has changed, once for all that changed in it.
    reaction: float = 3.0
    # A task of Fargate: interface and machine, image, start of the containers (createdAt, pullStartedAt, pullStoppedAt
    # and startedAt of the same logs: 14, 7 and 8 s).
    provisioning: float = 14.0
    pulling: float = 7.0
    starting: float = 8.0
    # Reading secrets and registry credentials is tried again before a task is given up: 38 s in the incident.
    initializing: float = 38.0
    # A pull that is refused ends sooner than one that succeeds.
    refused_pull: float = 2.0
    # From the stop of a task that never ran to executionStoppedAt, and to STOPPED: 3 and 14 s in the incident.
    giving_up: float = 3.0
    tearing_down: float = 14.0
    # A target is registered after the task runs.
    registering: float = 4.0
    # The scheduler learns of a target's or container's health a while after it has turned: it asks again and again.
    noticing: float = 20.0
    # A process that is asked to stop and can.
    ending: float = 5.0
    # "has reached a steady state." comes a second after "deployment completed." in the same logs as above.
    settling: float = 1.0
    # PENDING to IN_PROGRESS and STOP_REQUESTED to STOPPED, of service deployments.
    bookkeeping: float = 2.0
    # "The time between subsequent restart attempts is incrementally increased up to a maximum of 27 minutes"; how it
    # grows is undocumented. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
    # With these two a service of one task that nothing lets start has failed 53 times from 22:09:31 to 08:50, and one
    # from 07:18:20 to 08:50 27 times, as two services did in the incident of 2025-07-21.
    first_gap: float = 60.0
    growth: float = 1.085
    longest_gap: float = 27 * 60.0
    # A lifecycle stage in which nothing has to be waited for, so that one who looks every few seconds sees it.
    stage: float = 10.0
    # A Lambda function that is called as a lifecycle hook.
    calling: float = 2.0
    # "The default bake time is less than 5 minutes":
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
    alarm_bake: float = 240.0
    # When ECS says "unable to consistently start tasks successfully": the incident's events lie half way between
    # starts, from the time on when they are minutes apart.
    impaired_from: float = 120.0
    # "You can expect ECR to restore the image within 20 minutes":
    # https://docs.aws.amazon.com/AmazonECR/latest/userguide/archive_restore_image.html
    restoring: float = 1200.0
    # How far a duration may be from these, as a share of it: no two tasks take the same time.
    spread: float = 0.15

    def varied(self, seconds: float, seed: str) -> float:
        """That duration, a little longer or shorter: always the same for one seed, to the millisecond."""
        return round(seconds * (1 + self.spread * (2 * chance(seed) - 1)), 3)

    def gap(self, failures: int) -> float:
        """From one attempt to the next, after so many in a row of which no task came to run."""
        # The cap holds long before a hundred attempts, and the power would overflow long after.
        return min(self.longest_gap, self.first_gap * self.growth ** min(max(0, failures - 1), 100))


def chance(seed: str) -> float:
    """A number between 0 and 1 that looks random and follows from the seed."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:6]) / 2**48
