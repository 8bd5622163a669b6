#!/usr/bin/env bash
# Training step and feature pass of this library and of PyTorch in Python, in turn on this machine.
# Usage, after `mvn -B -ntp package -DskipTests`: xdc-benchmarks/peers/training_step.sh [alternations] [threads] [precision...]
# bfloat16 is measured where the processor multiplies it (avx512_bf16), unless precisions are named.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
rounds="${1:-5}"
threads="${2:-$(nproc)}"
precisions=("${@:3}")
if [ ${#precisions[@]} -eq 0 ]; then
  precisions=(float32)
  ! grep -qw avx512_bf16 /proc/cpuinfo || precisions+=(bfloat16)
fi
/usr/bin/python3 -c 'import torch' 2>/dev/null || apt-get install -y -qq python3-torch
results="$(mktemp)"
trap 'rm -f "$results"' EXIT

xdc() {
  OPT_OUT_TRACKING=true java -Dai.djl.offline=true -Dai.djl.pytorch.num_threads="$threads" \
    -cp "$here/../target/benchmarks.jar" dev.xdc.benchmarks.StepTimer "$1" "$2" "$3" 2>/dev/null
}
peer() { # OpenBLAS picks its own kernels
  env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE /usr/bin/python3 "$here/training_step.py" \
    --case "$1" --precision "$2" --seconds "$3" --form "$4" --threads "$threads"
}
for ((round = 1; round <= rounds; round++)); do
  for case in small_video full_video; do
    seconds=$([ "$case" = small_video ] && echo 6 || echo 1)
    for precision in "${precisions[@]}"; do
      xdc "$case" "$precision" "$seconds"
      for form in conv3d channels_last conv2d; do
        peer "$case" "$precision" "$seconds" "$form"
      done
    done
  done
done | tee "$results"
/usr/bin/python3 "$here/training_step_table.py" "$results"
