#!/usr/bin/env bash
# Training step, feature pass and memory of this library and of PyTorch in Python, in turn on this machine.
# Usage, after `mvn -B -ntp package -DskipTests`: xdc-benchmarks/peers/training_step.sh [alternations] [threads] [precision...]
# bfloat16 is measured where the processor multiplies it (avx512_bf16), unless precisions are named.
# Environment: DEVICE (cpu or gpu0), CASES, FORMS (of the peer), PYTHON, JSON (a file for the figures).
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
rounds="${1:-5}"
threads="${2:-$(nproc)}"
precisions=("${@:3}")
device="${DEVICE:-cpu}"
python="${PYTHON:-/usr/bin/python3}"
read -ra cases <<< "${CASES:-small_video full_video}"
read -ra forms <<< "${FORMS:-conv3d channels_last conv2d}"
if [ ${#precisions[@]} -eq 0 ]; then
  precisions=(float32)
  if [ "$device" != cpu ] || grep -qw avx512_bf16 /proc/cpuinfo; then precisions+=(bfloat16); fi
fi
"$python" -c 'import torch' 2>/dev/null || apt-get install -y -qq python3-torch
results="$(mktemp)"
trap 'rm -f "$results"' EXIT

xdc() {
  OPT_OUT_TRACKING=true java -Dai.djl.offline=true -Dai.djl.pytorch.num_threads="$threads" -Dai.djl.pytorch.cudnn_benchmark=true \
    -cp "$here/../target/benchmarks.jar" dev.xdc.benchmarks.StepTimer "$1" "$2" "$3" true "$device" 2>/dev/null
}
peer() { # OpenBLAS picks its own kernels
  env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE "$python" "$here/training_step.py" \
    --case "$1" --precision "$2" --seconds "$3" --form "$4" --threads "$threads" --device "${device/gpu/cuda:}"
}
for ((round = 1; round <= rounds; round++)); do
  for case in "${cases[@]}"; do
    seconds=$([ "$case" = small_video ] && echo "6" || echo 1)
    for precision in "${precisions[@]}"; do
      xdc "$case" "$precision" "$seconds"
      for form in "${forms[@]}"; do
        peer "$case" "$precision" "$seconds" "$form"
      done
    done
  done
done | tee "$results"
"$python" "$here/training_step_table.py" "$results" ${JSON:+"$JSON"}
