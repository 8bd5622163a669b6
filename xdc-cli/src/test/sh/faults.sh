#!/usr/bin/env bash
# Injects faults into pretraining runs of a few seconds and says what came of each. Linux, as root: it mounts a small
# file system. After mvn package: faults.sh xdc-cli/target/xdc.jar FOLDER_OF_MP4_FILES WORK_FOLDER
set -u
jar=$(realpath "$1") source=$(realpath "$2") work=$(realpath -m "$3")
mkdir -p "$work" && cd "$work" || exit 1
cp "$source"/*.mp4 . 2>/dev/null
mkdir -p clips && mv ./*.mp4 clips/

pretrain() { # OUT [OPTIONS]
  local out=$1; shift
  java -Xmx512m -XX:TieredStopAtLevel=1 -Dai.djl.pytorch.num_threads=1 -Dorg.slf4j.simpleLogger.log.dev.xdc=debug \
    -jar "$jar" pretrain --preset tiny --clusters 4 --rounds 2 --epochs 2 --batch 4 --cache-mb 0 --threads 1 --decode-threads 2 \
    --checkpoint-steps 2 --data clips --out "$out" "$@"
}
weights() { cat "$1/final/video.safetensors" "$1/final/audio.safetensors" | sha256sum | cut -c1-16; }
await() { # PID LOG PATTERN
  until grep -q "$3" "$2"; do kill -0 "$1" 2>/dev/null || return 1; sleep 0.01; done
}
say() { printf '%s | %s\n' "$1" "$2"; }
why() { grep -aE '^error|^stopped|passed over' "$1" | sed "s#$work/##g" | cut -c1-300 | tail -1; }
resumed() { # OUT [OPTIONS]
  if pretrain "$@" > resume.log 2>&1; then
    [ "$(weights "$1")" = "$reference" ] && echo "started again: same weights" || echo "started again: OTHER WEIGHTS"
  else echo "started again: failed ($(why resume.log))"; fi
}

pretrain ref > ref.log 2>&1 || { tail -3 ref.log; exit 1; }
reference=$(weights ref)
say "left alone" "weights $reference"

for phase in start:0 start:1.5 "extracting features:0.2" clustering:0.01 "training the video:0.3" "training the audio:0.3"; do
  pattern=${phase%:*} out="term-${phase//[ :.]/-}"
  pretrain "$out" > term.log 2>&1 & pid=$!
  [ "$pattern" = start ] || await $pid term.log "$pattern"
  sleep "${phase##*:}"
  kill -TERM $(pgrep -P $pid java || echo $pid); wait $pid; code=$?
  say "SIGTERM, $pattern + ${phase##*:} s" "exit $code; $(why term.log); $(resumed "$out")"
done

set -m # a process group for each job, as a terminal has it
pretrain int > int.log 2>&1 & pid=$!
await $pid int.log "training the video"; sleep 0.3
kill -INT -- -$pid; wait $pid
say "Ctrl-C (SIGINT to Java and to FFmpeg)" "exit $?; $(why int.log); $(resumed int)"
pretrain twice > twice.log 2>&1 & pid=$!
await $pid twice.log "clustering"
java=$(pgrep -P $pid java || echo $pid); kill -TERM $java; kill -TERM $java; wait $pid
say "two SIGTERM in a row" "exit $?; $(resumed twice)"
set +m

pretrain kill > kill.log 2>&1 & pid=$!
killed=0
while kill -0 $pid 2>/dev/null; do
  for p in $(pgrep -x ffmpeg | shuf -n 1); do kill -KILL "$p" 2>/dev/null && killed=$((killed + 1)); done
  sleep 0.4
done
wait $pid; code=$?
left=$(grep -ac "clip left out" kill.log)
say "FFmpeg killed $killed times" "exit $code; $left clips left out; $([ "$(weights kill)" = "$reference" ] && echo same weights || echo other weights)"

pretrain two > two.log 2>&1 & pid=$!
await $pid two.log "training the video"
pretrain two > second.log 2>&1; code=$?
wait $pid
say "two runs in one folder" "the second: exit $code; $(why second.log); the first: exit $?"

for damage in flip truncate; do
  cp -r ref "$damage"; newest=$(ls -d "$damage"/checkpoints/0* | tail -1)
  file=$newest/learner.safetensors; [ -f "$file" ] || file=$newest/audio.safetensors
  if [ $damage = flip ]; then printf '\377' | dd of="$file" bs=1 seek=5000 conv=notrunc 2>/dev/null; else truncate -s 3000 "$file"; fi
  result=$(resumed "$damage"); say "newest checkpoint: $damage" "$(why resume.log); $result"
done

for fault in full readonly; do
  mkdir -p disk; mount -t tmpfs -o size=64m tmpfs disk
  pretrain disk/run > disk.log 2>&1 & pid=$!
  await $pid disk.log "training the audio"
  if [ $fault = full ]; then dd if=/dev/zero of=disk/fill bs=1M 2>/dev/null
  else until mount -o remount,ro disk 2>/dev/null; do sleep 0.01; done; fi
  wait $pid; code=$?
  [ $fault = full ] && rm disk/fill || mount -o remount,rw disk
  say "disk: $fault" "exit $code; $(why disk.log); $(resumed disk/run)"
  umount disk
done

pretrain gone > gone.log 2>&1 & pid=$!
await $pid gone.log "training the video"
file=$(ls clips/*.mp4 | tail -1); mv "$file" kept.mp4
wait $pid; code=$?
say "one media file deleted" "exit $code; $(grep -a 'left out' gone.log | sed "s#$work/##g" | cut -c1-200 | head -1)"
mv kept.mp4 "$file"
pretrain vanish > vanish.log 2>&1 & pid=$!
await $pid vanish.log "training the video"
mv clips away; wait $pid; code=$?; mv away clips
say "all media files vanish" "exit $code; $(why vanish.log); $(resumed vanish)"
