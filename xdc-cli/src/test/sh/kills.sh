#!/usr/bin/env bash
# Runs commands again on what a kill just before each change of their folder leaves: the folder must end up as that of a run
# left alone. What a kill leaves is kept at each change of one run; with KILL=1 each is a SIGKILL of a process of its own.
# Linux with a C compiler, in the folder of this repository after mvn verify: kills.sh VIDEOS WORK_FOLDER [COMMAND...]
# Classes from elsewhere: CLASSPATH. With KILL=1 every Nth kill only: STEP; some: FROM, TO
set -u
here=$(dirname "$(realpath "$0")")
: "${CLASSPATH:=$(realpath xdc-cli/target/xdc.jar):$(realpath xdc-report/target/classes):$(realpath xdc-cli/target/test-classes)}" && export CLASSPATH
data=$(realpath "$1") work=$(realpath -m "$2"); shift 2
mkdir -p "$work" && cd "$work" || exit 1
${CC:-cc} -shared -fPIC -o kill-at.so "$here/kill-at.c" -ldl -lpthread || exit 1

java="java -Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Dai.djl.pytorch.num_threads=1"
arguments() { # NAME OUT: puts them into the array line
  case $1 in
    convert) line=(weights convert run/final/audio.safetensors "$2/copy.safetensors") ;;
    model) line=(weights convert run/final/audio.safetensors "$2/model") ;;
    embed) line=(embed --model run/final --data "$data" --out "$2" --threads 1 --decode-threads 1) ;;
    index) line=(index --data "$data" --out "$2/index.jsonl") ;;
    prepare) line=(prepare --data "$data" --out "$2" --keep raw --short-side 32 --fps 8) ;;
    pretrain) line=(pretrain --preset tiny --clusters 4 --rounds 1 --epochs 1 --threads 1 --decode-threads 1 --data "$data" --out "$2") ;;
    retrain) line=(retrain --run run --out "$2" --epochs 1 --threads 1 --decode-threads 1) ;;
    report) line=(report --run run --out "$2/page") ;;
  esac
}
perform() { # NAME OUT
  arguments "$@" && $java dev.xdc.cli.XdcCommand "${line[@]}"
}
contents() { # OUT: hashes, without times and memory, which no two runs share, also in what describes a checkpoint
  (cd "$1" && find . -type f ! -name '*.lock' ! -path '*/checkpoints/*/checkpoint.json' ! -path '*/checkpoints/*/SHA256SUMS' | sort | while read -r file; do
    case $file in
      *.json | *.jsonl | *.html | *.yaml | *tfevents*)
        sed -E 's/"?[a-zA-Z]*(econds|Share|Bytes|Millis|sedMb|Ratio)"?: ?-?[0-9.eE+-]+//g; s/20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+Z?//g; s/"[A-Z_]+":\{[^{}]*\},?//g; s/"memory":\{[^}]*\}//g' "$file" | sha256sum | cut -c1-16 ;;
      *) sha256sum < "$file" | cut -c1-16 ;;
    esac | sed "s#\$# $file#"
  done)
}

[ -d run/final ] || perform pretrain run > run.log 2>&1 || { tail -3 run.log; exit 1; }
[ $# -gt 0 ] || set -- convert model embed index prepare report retrain
for name in "$@"; do
  rm -rf out log kept again && mkdir kept again
  KILL_UNDER=$work/out KILL_AT=0 KILL_LOG=$work/log KILL_KEEP=$work/kept LD_PRELOAD=$work/kill-at.so perform "$name" out > out.log 2>&1 \
    || { echo "$name fails: $(tail -1 out.log)"; continue; }
  contents out > reference
  count=$(wc -l < log) runs=0 other=0
  if [ -z "${KILL-}" ]; then
    arguments "$name" out && $java dev.xdc.cli.Reruns kept out again "${line[@]}" > again.log 2>&1 || tail -1 again.log
  fi
  for ((n = ${FROM:-1}; n <= ${TO:-count} && n <= count; n += ${STEP:-1})); do
    if [ -n "${KILL-}" ]; then
      rm -rf out
      KILL_UNDER=$work/out KILL_AT=$n LD_PRELOAD=$work/kill-at.so perform "$name" out > kill.log 2>&1
      [ $? -eq 137 ] && perform "$name" out > again.log 2>&1 && mv out again/$n
    fi
    [ -d again/$n ] && runs=$((runs + 1)) || { echo "$name, before $(sed -n "${n}p" log): $(grep -a '^error' again.log | tail -1)"; continue; }
    contents again/$n | diff reference - > differ || { other=$((other + 1)); echo "$name, before $(sed -n "${n}p" log): $(head -3 differ | tr '\n' ' ')"; }
  done
  echo "$name: $count changes, $runs runs after a kill, $other folders that are not those of a run left alone"
done
