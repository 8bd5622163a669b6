#!/usr/bin/env bash
# Checks on a device that every path of training computes what it computes on the CPU, and times steps and
# features beside PyTorch. Writes OUT/result.json and OUT/table.md. Ends with status 1 if a check failed.
# Usage, after `mvn -B -ntp package -DskipTests`: xdc-benchmarks/gpu/run.sh [options]
#   --device NAME     gpu0 (default), another GPU, or cpu
#   --python FILE     the Python whose PyTorch is used and measured; for a GPU it must be 2.7.1 for CUDA 12.8 (python3)
#   --out DIR         where results go (xdc-gpu)
#   --alternations N  how often each side is timed (3)
#   --cases "..."     small_video full_video, on a GPU also paper_video
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
jar="$here/../target/benchmarks.jar"
device=gpu0 python=python3 out=xdc-gpu alternations=3 cases=
while [ $# -gt 0 ]; do
  case "$1" in
    --device | --python | --out | --alternations | --cases)
      [ $# -gt 1 ] || { echo "$1 needs a value" >&2; exit 2; }
      declare "${1#--}=$2"
      shift 2
      ;;
    --help | -h) sed -n '2,9s/^# //p' "${BASH_SOURCE[0]}"; exit ;;
    *) echo "unknown option $1; see --help" >&2; exit 2 ;;
  esac
done
[ -e "$jar" ] || { echo "$jar is missing; run mvn -B -ntp package -DskipTests first" >&2; exit 2; }
mkdir -p "$out"

if [ "$device" = cpu ]; then
  cases="${cases:-small_video full_video}"
  forms="conv3d channels_last conv2d"
else
  command -v nvidia-smi > /dev/null || { echo "nvidia-smi is missing: is there an NVIDIA GPU? --device cpu runs without one" >&2; exit 2; }
  cases="${cases:-small_video full_video paper_video}"
  forms="conv3d channels_last compile"
  torch="$("$python" -c 'import os, torch; print(torch.__version__, os.path.dirname(torch.__file__))')" \
    || { echo "$python has no PyTorch; name one with --python" >&2; exit 2; }
  version="${torch%% *}" folder="${torch#* }"
  # DJL's binding is built for one version of PyTorch and one of CUDA
  [ "$version" = 2.7.1+cu128 ] || { echo "PyTorch is $version, must be 2.7.1+cu128; name another Python with --python" >&2; exit 2; }
  export PYTORCH_LIBRARY_PATH="$folder/lib" PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cu128
  nvidia="$(find "$(dirname "$folder")/nvidia" -maxdepth 2 -name lib -type d 2> /dev/null | paste -sd: -)"
  export LD_LIBRARY_PATH="$PYTORCH_LIBRARY_PATH${nvidia:+:$nvidia}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
fi

threads="$(nproc)"
echo "Checks against the CPU, without TF32:"
checks=0
OPT_OUT_TRACKING=true NVIDIA_TF32_OVERRIDE=0 java -Dai.djl.offline=true -Dai.djl.pytorch.num_threads="$threads" \
  -cp "$jar" dev.xdc.benchmarks.DeviceCheck "$device" 2> "$out/checks.log" | tee "$out/checks.txt" || checks=$?
[ "$checks" = 0 ] || echo "a check failed or could not run: see $out/checks.txt and $out/checks.log" >&2

echo "Steps and features beside PyTorch:"
DEVICE="$device" CASES="$cases" FORMS="$forms" PYTHON="$python" JSON="$out/times.json" \
  "$here/../peers/training_step.sh" "$alternations" "$threads" float32 bfloat16 | tee "$out/times.txt"
"$python" "$here/result.py" "$device" "$out"
exit "$checks"
