"""The kinds of writes that islive knows, one file each: none of them deletes anything."""
