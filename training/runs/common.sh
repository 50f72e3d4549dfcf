# Sourced by the recipes beside it: the checkout's interpreter, one thread for the numerical libraries, and --smoke.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
PYTHON=${PYTHON:-.venv/bin/python}
WORKERS=${WORKERS:-$(nproc)}
THREADS=${THREADS:-1}
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}
SMOKE=
for argument in "$@"; do
    case $argument in
        --smoke) SMOKE=1 ;;
        *) echo "usage: $0 [--smoke]   (environment: OUT, PYTHON, WORKERS, THREADS)" >&2; exit 2 ;;
    esac
done
generate() { "$PYTHON" -m training.generate --workers "$WORKERS" "$@"; }
train() { "$PYTHON" -m training.train --threads "$THREADS" --resume "$@"; }
