"""``%load_ext symassist``: ``%neural_integrate`` and ``%%neural_integrate`` in IPython and Jupyter.

``line`` splits what is typed, ``namespace`` says what the user's names mean, ``completion`` completes, ``progress``
shows how far a solve is, and ``extension`` holds the magics. The last three alone know IPython.
"""
