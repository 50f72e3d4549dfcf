"""The terminal interface: watch the network propose and mathematics judge.

``app`` puts the parts together; each widget and screen is one file. What needs no toolkit stands apart and is tested
alone: ``questions`` (text to problem), ``solver`` (the seam to the assistant), ``history``, ``export``, ``clipboard``,
``preferences``, ``check`` and ``curves``. Work runs in threads that post ``messages``; handlers alone change widgets.
"""
