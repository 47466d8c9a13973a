"""Memory."""

from islive.causes.cause import Cause, around, sign

CAUSES = (
    Cause(
        label="memory.oom",
        rule="out-of-memory",
        means="A container used more memory than it was given, and was killed for it.",
        look="`containers[].reason` of the stopped task (OutOfMemoryError), and the memory metrics before it",
        fix="Give it more memory, or bound what the process takes (heap, workers, caches).",
        signs=(
            sign(
                9.5,
                "outofmemoryerror container | outofmemoryerror",
                unless="java.lang.outofmemoryerror | java heap space",
            ),
            sign(
                9,
                "container killed due to memory usage | killed due to memory | oomkilled | oom-kill | oom "
                "killed | out of memory killed process | memory cgroup out of memory",
            ),
            sign(7.5, "out of memory", unless="javascript heap | java heap | build container | heap out of memory"),
            sign(
                6.5,
                "exit code 137 | exitcode 137 | code 137 | status 137",
                around("memory | oom"),
                unless="health checks | health check",
            ),
            sign(
                5.5,
                "signal 9 | sigkill | was sent sigkill",
                around("memory | perhaps out of memory"),
                unless="health checks",
            ),
        ),
    ),
    Cause(
        label="memory.pressure",
        means="Memory is so short that checks time out before anything is killed.",
        look="memory utilisation near 100 % while health checks time out",
        fix="Give it more memory; the health check is only the messenger.",
        signs=(
            sign(
                8.6,
                "health checks | health check | request timed out | unhealthy",
                around(
                    "memory pressure | memory at 9 | memory near | memory utilization | swapping | memory "
                    "almost | memory 100"
                ),
            ),
        ),
    ),
)
