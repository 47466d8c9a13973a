"""The facts that the engine itself reads, whatever the rules need: for the trace, the verdict, and what moves."""

from islive.facts.answerers import Answerers
from islive.facts.asked_commit import AskedCommit
from islive.facts.beacons import Beacons
from islive.facts.build_project import BuildProject
from islive.facts.builds import Builds
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.ci_runs import CiRuns
from islive.facts.cloud_map import CloudMap
from islive.facts.commits import Commits
from islive.facts.deployed import Deployed
from islive.facts.direct_answers import DirectAnswers
from islive.facts.identity import Identities
from islive.facts.images import Images
from islive.facts.load_balancers import LoadBalancers
from islive.facts.manifests import Manifests
from islive.facts.measured_answers import MeasuredAnswers
from islive.facts.own_images import OwnImages
from islive.facts.route_names import RouteNames
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.target_groups import TargetGroups
from islive.facts.task_definitions import TaskDefinitions
from islive.facts.tried import Tried
from islive.facts.wanted_version import WantedVersion

READ_BY_ENGINE: tuple[type, ...] = (
    Answerers,
    AskedCommit,
    Beacons,
    BuildProject,
    Builds,
    CanaryAnswers,
    CiRuns,
    CloudMap,
    Commits,
    Deployed,
    DirectAnswers,
    Identities,
    Images,
    LoadBalancers,
    Manifests,
    MeasuredAnswers,
    OwnImages,
    RouteNames,
    RunningTasks,
    Service,
    ServiceDeployments,
    StoppedTasks,
    TargetGroups,
    TaskDefinitions,
    Tried,
    WantedVersion,
)
