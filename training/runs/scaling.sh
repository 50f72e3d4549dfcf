#!/usr/bin/env bash
# The scaling study: the same model on 10^4, 3*10^4, 10^5, 3*10^5, 10^6 examples; table, fitted curve and picture in
# $OUT/SCALING.md. 600,000 examples seen a size: at 200 examples/s on one core 50 minutes each, so that the first four
# (SIZES=10000,30000,100000,300000) finish overnight on two. --smoke: three tiny sizes and a toy model.
source "$(dirname "$0")/common.sh"
OUT=${OUT:-runs/scaling${SMOKE:+_smoke}}
if [[ $SMOKE ]]; then
    SIZES=100,300,900 DRAWN=3200 SEEN=2000 LIMIT=12 CONFIG=training/configs/smoke.toml MIX=training/configs/seed_mix.toml
else
    SIZES=${SIZES:-10000,30000,100000,300000,1000000} SEEN=${SEEN:-600000} LIMIT=1000
    CONFIG=${CONFIG:-training/configs/cpu.toml} MIX=training/configs/mix.toml
    DRAWN=$(($(tr , '\n' <<< "$SIZES" | sort -n | tail -1) * 102 / 100 + 10000))
fi
generate --out "$OUT/data" --mix "$MIX" --examples "$DRAWN" --seed scaling
"$PYTHON" -m training.scaling --data "$OUT/data" --out "$OUT" --sizes "$SIZES" --seen "$SEEN" --limit "$LIMIT" \
    --config "$CONFIG" --threads "$THREADS" --workers "$WORKERS"
