"""Warm kernels: forked from a process that has already imported what notebooks import.

`server` is that process, `client` starts it and asks it for kernels, and `provisioner` gives them
to Jupyter, by name. To papermill and other clients they are ordinary. Each notebook has a process
of its own, which knows nothing of the others. Two things differ from ordinary kernels: the seed of
hashes is drawn once for all kernels of a server, because Python draws it when it starts; and what
asks whether a library has been imported (`%precision` asks for numpy) finds that it has.
"""
