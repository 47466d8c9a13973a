"""A git work tree, read through the git program."""

from islive.repo.git_tree import GitTree, open_repo

__all__ = ["GitTree", "open_repo"]
