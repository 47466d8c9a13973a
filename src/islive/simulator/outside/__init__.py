"""The outside beside AWS: the web, names, the CI provider and the repository, as plain functions."""

from islive.simulator.outside.dns import resolve
from islive.simulator.outside.git import GitTree, UnknownRef
from islive.simulator.outside.http import Unreachable, http_get

__all__ = ["GitTree", "UnknownRef", "Unreachable", "http_get", "resolve"]
