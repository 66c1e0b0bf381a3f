"""`python -m hp` is the same as `hp`."""

from hp.cli import main

main()
