#!/usr/bin/env bash
# Kills commands just before each change that they make to a folder, and runs them again: the folder must end up as that of
# a run left alone. Linux with a C compiler, in the folder of this repository after mvn package:
# kills.sh VIDEOS WORK_FOLDER [COMMAND...]. Classes from elsewhere: CLASSPATH. Every Nth kill only: STEP; some: FROM, TO
set -u
here=$(dirname "$(realpath "$0")")
: "${CLASSPATH:=$(realpath xdc-cli/target/xdc.jar):$(realpath xdc-report/target/classes)}" && export CLASSPATH
data=$(realpath "$1") work=$(realpath -m "$2"); shift 2
mkdir -p "$work" && cd "$work" || exit 1
${CC:-cc} -shared -fPIC -o kill-at.so "$here/kill-at.c" -ldl || exit 1

xdc() {
  java -Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Dai.djl.pytorch.num_threads=1 dev.xdc.cli.XdcCommand "$@"
}
train() { # OUT
  xdc pretrain --preset tiny --clusters 4 --rounds 1 --epochs 1 --threads 1 --decode-threads 1 --data "$data" --out "$1"
}
perform() { # NAME OUT
  case $1 in
    convert) xdc weights convert run/final/audio.safetensors "$2/copy.safetensors" ;;
    model) xdc weights convert run/final/audio.safetensors "$2/model" ;;
    embed) xdc embed --model run/final --data "$data" --out "$2" --threads 1 --decode-threads 1 ;;
    index) xdc index --data "$data" --out "$2/index.jsonl" ;;
    prepare) xdc prepare --data "$data" --out "$2" --keep raw --short-side 32 --fps 8 ;;
    pretrain) train "$2" ;;
    retrain) xdc retrain --run run --out "$2" --epochs 1 --threads 1 --decode-threads 1 ;;
    report) xdc report --run run --out "$2/page" ;;
  esac
}
contents() { # OUT: hashes, without times and memory, which no two runs share, also in what describes a checkpoint
  (cd "$1" && find . -type f ! -name '*.lock' ! -path '*/checkpoints/*/checkpoint.json' ! -path '*/checkpoints/*/SHA256SUMS' | sort | while read -r file; do
    case $file in
      *.json | *.jsonl | *.html | *.yaml | *tfevents*)
        sed -E 's/"?[a-zA-Z]*(econds|Share|Bytes|Millis|sedMb|Ratio)"?: ?-?[0-9.eE+-]+//g; s/20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+Z?//g; s/"(phases|memory)":\{("[A-Z_]+":)?[^}]*\}+//g' "$file" | sha256sum | cut -c1-16 ;;
      *) sha256sum < "$file" | cut -c1-16 ;;
    esac | sed "s#\$# $file#"
  done)
}

[ -d run/final ] || train run > run.log 2>&1 || { tail -3 run.log; exit 1; }
[ $# -gt 0 ] || set -- convert model embed index prepare report retrain
for name in "$@"; do
  rm -rf out log
  KILL_UNDER=$work/out KILL_AT=0 KILL_LOG=$work/log LD_PRELOAD=$work/kill-at.so perform "$name" out > out.log 2>&1 \
    || { echo "$name fails: $(tail -1 out.log)"; continue; }
  contents out > reference
  count=$(wc -l < log) killed=0 other=0
  for ((n = ${FROM:-1}; n <= ${TO:-count} && n <= count; n += ${STEP:-1})); do
    rm -rf out
    KILL_UNDER=$work/out KILL_AT=$n LD_PRELOAD=$work/kill-at.so perform "$name" out > kill.log 2>&1
    [ $? -eq 137 ] && killed=$((killed + 1))
    perform "$name" out > again.log 2>&1 || echo "$name, before $(sed -n "${n}p" log): again: $(grep -a '^error' again.log)"
    contents out | diff reference - > differ || { other=$((other + 1)); echo "$name, before $(sed -n "${n}p" log): $(head -3 differ | tr '\n' ' ')"; }
  done
  echo "$name: $count changes, $killed kills, $other folders that are not those of a run left alone"
done
