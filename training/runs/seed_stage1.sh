#!/usr/bin/env bash
# The student project's first stage: 64 examples, memorised to 100%; curves of loss and accuracy in $OUT/run/curves.png.
# Whole: 400 steps of a 44 M parameter model. --smoke: a toy model on the same 64 examples.
source "$(dirname "$0")/common.sh"
OUT=${OUT:-runs/seed_stage1${SMOKE:+_smoke}}
if [[ $SMOKE ]]; then CONFIG=training/configs/smoke_stage1.toml; else CONFIG=training/configs/seed_stage1.toml; fi
generate --out "$OUT/data" --mix training/configs/seed_mix.toml --examples 1000 --seed seed1
"$PYTHON" -m training.data.subset --data "$OUT/data" --out "$OUT/64" --train 64 --memorise
train --config "$CONFIG" --data "$OUT/64" --out "$OUT/run"
"$PYTHON" -m training.evaluate --weights "$OUT/run/weights.pt" --data "$OUT/64" --beam 1 --workers 1 --out "$OUT/accuracy.json"
