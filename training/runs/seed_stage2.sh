#!/usr/bin/env bash
# The student project's second stage: 100,000 training and 9,263 validation examples of backward generation, its model
# and hyperparameters (training/configs/seed.toml), 50 times over the data; curves in $OUT/run/curves.png. Interrupted
# runs go on. --smoke: 1,500 and 200 examples, a toy model, half a minute of training.
source "$(dirname "$0")/common.sh"
OUT=${OUT:-runs/seed_stage2${SMOKE:+_smoke}}
if [[ $SMOKE ]]; then
    TRAIN=1500 VALID=200 DRAWN=2000 CONFIG=training/configs/smoke.toml PLAN=(--minutes 0.5) LIMIT=20
else
    TRAIN=100000 VALID=9263 DRAWN=112000 CONFIG=training/configs/seed.toml PLAN=(--examples 5000000) LIMIT=1000
fi
generate --out "$OUT/data" --mix training/configs/seed_mix.toml --examples "$DRAWN" --seed seed2
"$PYTHON" -m training.data.subset --data "$OUT/data" --out "$OUT/stage2" --train "$TRAIN" --valid "$VALID"
train --config "$CONFIG" --data "$OUT/stage2" --out "$OUT/run" "${PLAN[@]}"
"$PYTHON" -m training.evaluate --weights "$OUT/run/weights.pt" --data "$OUT/stage2" --limit "$LIMIT" --beam 1 --workers 1 \
    --out "$OUT/accuracy.json"
