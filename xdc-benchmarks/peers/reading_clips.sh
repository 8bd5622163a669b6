#!/usr/bin/env bash
# Reading clips: this library, FFmpeg alone and PyAV, in turn on this machine.
# Usage, after `mvn -B -ntp package -DskipTests`: xdc-benchmarks/peers/reading_clips.sh FOLDER [rounds] [threads] [NAME=CSV_OR_FOLDER]...
# FOLDER keeps media and shards, 1 to 2 GB, for the next time; NAME=... adds small files of yours, read at a short side of 112.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
folder="$1"
rounds="${2:-3}"
threads="${3:-$(nproc)}"
/usr/bin/python3 -c 'import av' 2>/dev/null || apt-get install -y -qq python3-av
results="$(mktemp)"
trap 'rm -f "$results"' EXIT

xdc() {
  java -cp "$here/../target/benchmarks.jar" dev.xdc.benchmarks.ReadingClips "$@" 2>/dev/null
}
xdc prepare "$folder" "${@:4}"
for ((round = 1; round <= rounds; round++)); do
  xdc round "$folder" "$threads"
  for windows in "$folder"/windows-*.csv; do
    name="$(basename "$windows" .csv)"
    /usr/bin/python3 "$here/reading_clips.py" "${name#windows-}" "$windows" "$threads"
  done
done | tee "$results"
/usr/bin/python3 "$here/reading_clips_table.py" "$results"
