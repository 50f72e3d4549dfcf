#!/usr/bin/env bash
# Lample & Charton (2019): their operators, integers and sizes, a network for each of BWD, FWD, IBP and one for all three,
# beams 1, 10, 50, and the matrix trained on x tested on ($OUT/CROSS.md). The paper had 40 M, 20 M and 20 M examples;
# BWD, FWD, IBP and SEEN set ours, CONFIG, BEAMS and LIMIT a smaller study. HELD_OUT takes so many problems of each out of
# the training data, where a two-hundredth of it would be too few. An hour of one core:
#   BWD=60000 FWD=3000 IBP=30000 HELD_OUT=200 SEEN=100000 CONFIG=training/configs/scaling.toml BEAMS=1,10
# --smoke: few examples, toy networks, beams 1 and 3.
source "$(dirname "$0")/common.sh"
OUT=${OUT:-runs/lample_charton${SMOKE:+_smoke}}
if [[ $SMOKE ]]; then
    COUNT_backward=600 COUNT_forward=8 COUNT_by_parts=200
    CONFIG=training/configs/smoke.toml PLAN=(--minutes 0.1) BEAMS=1,3 LIMIT=4 SPLIT=train HELD_OUT=
else
    COUNT_backward=${BWD:-40000000} COUNT_forward=${FWD:-20000000} COUNT_by_parts=${IBP:-20000000}
    CONFIG=${CONFIG:-training/configs/lample_charton.toml} PLAN=(--examples "${SEEN:-80000000}")
    BEAMS=${BEAMS:-1,10,50} LIMIT=${LIMIT:-5000} SPLIT=test
    HELD_OUT=${HELD_OUT:-}
    [[ -z $HELD_OUT ]] || SPLIT=valid
fi
trained=() tested=() seen=()
mkdir -p "$OUT/data/all"
for name in backward forward by_parts; do
    count=COUNT_$name drawn=$OUT/${HELD_OUT:+drawn/}data/$name
    generate --out "$drawn" --mix "training/configs/lc_$name.toml" --examples "${!count}" --seed lc
    if [[ $HELD_OUT && ! -e $OUT/data/$name/train-00000.npz ]]; then
        "$PYTHON" -m training.data.subset --data "$drawn" --out "$OUT/data/$name" \
            --train $((${!count} * 98 / 100 - HELD_OUT)) --valid "$HELD_OUT"
    fi
    for shard in "$OUT/data/$name"/*.npz; do  # all three together under names of their own
        file=$(basename "$shard")
        ln -sf "$(realpath "$shard")" "$OUT/data/all/${file%%-*}-$name-${file#*-}"
    done
    tested+=(--tested "$name=$OUT/data/$name")
    [[ $SPLIT = train ]] || seen+=(--seen "$OUT/data/$name")
done
for name in backward forward by_parts all; do
    train --config "$CONFIG" --data "$OUT/data/$name" --out "$OUT/$name" "${PLAN[@]}"
    trained+=(--trained "$name=$OUT/$name/weights.pt")
done
"$PYTHON" -m training.cross_table "${trained[@]}" "${tested[@]}" "${seen[@]}" --beams "$BEAMS" --limit "$LIMIT" \
    --split "$SPLIT" --workers "$WORKERS" --out "$OUT/CROSS.md"
