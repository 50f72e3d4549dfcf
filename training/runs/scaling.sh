#!/usr/bin/env bash
# The scaling study: the same model on 10^4, 3*10^4, 10^5, 3*10^5, 10^6 examples; table, fitted curve and picture in
# $OUT/SCALING.md. 600,000 examples seen a size: at 200 examples/s on one core 50 minutes each, so that the first four
# (SIZES=10000,30000,100000,300000) finish overnight on two. --smoke: three tiny sizes and a toy model.
#
# DATA takes the examples from a folder instead of drawing them, GENERATORS and LONGEST only some of them. Four sizes
# within a quarter of an hour on a fifth of a core, 40,000 examples seen each:
#   DATA=data/mix GENERATORS=backward,substitution,by_parts LONGEST=9 SIZES=1000,3000,10000,30000 SEEN=40000 LIMIT=300 \
#       BEAM=3 CONFIG=training/configs/scaling.toml training/runs/scaling.sh
#
# MIX draws other shares of the generators. All five sizes on backward data, 15 minutes of a core each:
#   MIX=training/configs/seed_mix.toml CONFIG=training/configs/scaling_compiled.toml training/runs/scaling.sh
source "$(dirname "$0")/common.sh"
OUT=${OUT:-runs/scaling${SMOKE:+_smoke}}
if [[ $SMOKE ]]; then
    SIZES=100,300,900 DRAWN=3200 SEEN=2000 LIMIT=12 CONFIG=training/configs/smoke.toml MIX=training/configs/seed_mix.toml
else
    SIZES=${SIZES:-10000,30000,100000,300000,1000000} SEEN=${SEEN:-600000} LIMIT=${LIMIT:-1000}
    CONFIG=${CONFIG:-training/configs/cpu.toml} MIX=${MIX:-training/configs/mix.toml}
    DRAWN=$(($(tr , '\n' <<< "$SIZES" | sort -n | tail -1) * 102 / 100 + 10000))
fi
if [[ ${DATA:-} ]]; then  # once: a folder that grows would give every size other held-out problems
    TAKEN=$(($(tr , '\n' <<< "$SIZES" | sort -n | tail -1) + 2000))
    [[ -e $OUT/data/train-00000.npz ]] || "$PYTHON" -m training.data.subset --data "$DATA" --out "$OUT/data" \
        --train "$TAKEN" --valid 0 --generators "${GENERATORS:-}" ${LONGEST:+--longest "$LONGEST"}
else
    generate --out "$OUT/data" --mix "$MIX" --examples "$DRAWN" --seed scaling
fi
"$PYTHON" -m training.scaling --data "$OUT/data" --out "$OUT" --sizes "$SIZES" --seen "$SEEN" --limit "$LIMIT" \
    --config "$CONFIG" --beam "${BEAM:-1}" --threads "$THREADS" --workers "$WORKERS"
