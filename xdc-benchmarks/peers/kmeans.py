"""k-means by scikit-learn or faiss on a file of features: the peers of xdc-benchmarks' KMeansTimer.

Starts from the first K rows, as the timer does, and prints the same line for each K: rows, K, side,
seconds of all iterations with all that goes with them, milliseconds of each but the first, inertia, 0.
"""

import argparse
import time

import numpy as np
import threadpoolctl

parser = argparse.ArgumentParser()
parser.add_argument("side", choices=("sklearn", "faiss"))
parser.add_argument("file")
parser.add_argument("iterations", type=int)
parser.add_argument("threads", type=int)
parser.add_argument("k", type=int, nargs="+")
args = parser.parse_args()
x = np.load(args.file)


def sklearn(k, iterations):
    from sklearn.cluster import KMeans

    kmeans = KMeans(k, init=x[:k], n_init=1, max_iter=iterations, tol=0, algorithm="lloyd", copy_x=False)
    start = time.perf_counter()
    kmeans.fit(x)
    return time.perf_counter() - start, kmeans.n_iter_, lambda: kmeans.inertia_


def faiss(k, iterations):
    import faiss as library

    library.omp_set_num_threads(args.threads)
    kmeans = library.Kmeans(x.shape[1], k, niter=iterations, min_points_per_centroid=1, max_points_per_centroid=len(x))
    start = time.perf_counter()
    kmeans.train(x, init_centroids=x[:k])
    return time.perf_counter() - start, iterations, lambda: float(kmeans.index.search(x, 1)[0].sum(dtype=np.float64))


run = {"sklearn": sklearn, "faiss": faiss}[args.side]
with threadpoolctl.threadpool_limits(args.threads):
    for k in args.k:
        run(k, 1)
        once, _, _ = run(k, 1)
        seconds, iterations, inertia = run(k, args.iterations)
        each = 1000 * (seconds - once) / max(1, iterations - 1)
        print(f"{len(x)} {k} {args.side} {seconds:.3f} {each:.2f} {inertia():.6g} 0", flush=True)
