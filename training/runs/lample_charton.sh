#!/usr/bin/env bash
# Lample & Charton (2019): their operators, integers and sizes, a network for each of BWD, FWD, IBP and one for all three,
# beams 1, 10, 50, and the matrix trained on x tested on ($OUT/CROSS.md). The paper had 40 M, 20 M and 20 M examples;
# BWD, FWD, IBP and SEEN set ours. --smoke: few examples, toy networks, beams 1 and 3.
source "$(dirname "$0")/common.sh"
OUT=${OUT:-runs/lample_charton${SMOKE:+_smoke}}
if [[ $SMOKE ]]; then
    COUNT_backward=600 COUNT_forward=8 COUNT_by_parts=200
    CONFIG=training/configs/smoke.toml PLAN=(--minutes 0.1) BEAMS=1,3 LIMIT=4 SPLIT=train
else
    COUNT_backward=${BWD:-40000000} COUNT_forward=${FWD:-20000000} COUNT_by_parts=${IBP:-20000000}
    CONFIG=training/configs/lample_charton.toml PLAN=(--examples "${SEEN:-80000000}") BEAMS=1,10,50 LIMIT=5000 SPLIT=test
fi
trained=() tested=()
mkdir -p "$OUT/data/all"
for name in backward forward by_parts; do
    count=COUNT_$name
    generate --out "$OUT/data/$name" --mix "training/configs/lc_$name.toml" --examples "${!count}" --seed lc
    for shard in "$OUT/data/$name"/*.npz; do  # all three together under names of their own
        file=$(basename "$shard")
        ln -sf "$(realpath "$shard")" "$OUT/data/all/${file%%-*}-$name-${file#*-}"
    done
    tested+=(--tested "$name=$OUT/data/$name")
done
for name in backward forward by_parts all; do
    train --config "$CONFIG" --data "$OUT/data/$name" --out "$OUT/$name" "${PLAN[@]}"
    trained+=(--trained "$name=$OUT/$name/weights.pt")
done
"$PYTHON" -m training.cross_table "${trained[@]}" "${tested[@]}" --beams "$BEAMS" --limit "$LIMIT" --split "$SPLIT" \
    --workers "$WORKERS" --out "$OUT/CROSS.md"
