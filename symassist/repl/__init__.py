"""``symassist repl``: an interpreter that knows no terminal, and a prompt_toolkit session around it.

``statements`` says what a line is, ``commands`` what the commands do, ``interpreter`` keeps the state and answers with
pieces of text. ``lexer``, ``completer``, ``validator``, ``toolbar`` and ``keys`` belong to the prompt that ``session``
runs, ``work`` lets Ctrl-C cancel a line, and ``batch`` runs lines from a pipe.
"""
