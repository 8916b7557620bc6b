"""`python -m pipeline` is the `vigie` command."""

from pipeline.cli.entry import main

main()
