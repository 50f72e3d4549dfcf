"""symassist: integrals you can trust, inside SymPy."""
