#!/usr/bin/env bash
# k-means of this library, of scikit-learn and of faiss, in turn on one file of features, from one start.
# Usage, after `mvn -B -ntp package -DskipTests`: xdc-benchmarks/peers/kmeans.sh [alternations] [threads] [rows] [K...]
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
rounds="${1:-5}"
threads="${2:-$(nproc)}"
rows="${3:-100000}"
clusters=("${@:4}")
[ ${#clusters[@]} -gt 0 ] || clusters=(64 256 1024)
iterations=11
/usr/bin/python3 -c 'import sklearn, faiss' 2>/dev/null || apt-get install -y -qq python3-sklearn python3-faiss
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT

xdc() {
  OPT_OUT_TRACKING=true java -Xmx512m -Dai.djl.offline=true -Dai.djl.pytorch.num_threads="$threads" \
    -cp "$here/../target/benchmarks.jar" dev.xdc.benchmarks.KMeansTimer "$@" 2>/dev/null
}
peer() { # OpenBLAS picks its own kernels
  env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE OMP_NUM_THREADS="$threads" OPENBLAS_NUM_THREADS="$threads" \
    /usr/bin/python3 -W ignore "$here/kmeans.py" "$1" "$folder/x.npy" "$iterations" "$threads" "${clusters[@]}"
}
xdc make "$folder/x.npy" "$rows"
for ((round = 1; round <= rounds; round++)); do
  xdc run "$folder/x.npy" "$iterations" "${clusters[@]}"
  peer sklearn
  peer faiss
done | tee "$folder/results"
/usr/bin/python3 "$here/kmeans_table.py" "$folder/results"
