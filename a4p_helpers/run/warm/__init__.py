"""Warm kernels, forked from a process that has already imported what notebooks import.

`server` is that process, `client` starts it and asks it for kernels, and `provisioner` gives them
to Jupyter by name. To papermill and other clients they are ordinary. Each notebook has a process
of its own, separate from the others. Two things differ from ordinary kernels: all kernels of a
server share one hash seed, because Python draws it at its start; and code that asks whether a
library has been imported (`%precision` asks for numpy) finds that it has.
"""
