"""One file, one command: a module here is listed in `islive.cli.group` and holds its Typer `app`."""
