package dev.xdc.train;

/**
 * What a clustering looks like.
 *
 * @param source what was clustered: video, audio or joint
 * @param k number of clusters
 * @param smallest size of the smallest cluster
 * @param largest size of the largest cluster
 * @param empty number of clusters without a clip
 * @param entropy entropy of the cluster sizes in nats; ln(k) when all are equal
 * @param inertia sum of squared distances to the centroids
 * @param iterations iterations of k-means
 * @param repaired empty clusters that were repaired
 * @param nmiPrevious normalised mutual information with the round before; NaN in the first round
 * @param nmiLabels normalised mutual information with the data set's labels; NaN without any
 * @param purityLabels share of clips whose label is their cluster's most frequent one; NaN without
 *     labels
 * @param nmiFiles normalised mutual information with the files that the clips are segments of: near
 *     1 if clusters are files rather than what they show; NaN if each clip is a file of its own
 * @param amiFiles adjusted mutual information with these files, about 0 by chance where {@code
 *     nmiFiles} grows with the number of clusters and files; NaN if each clip is a file of its own
 */
public record ClusterMetrics(
    String source,
    int k,
    int smallest,
    int largest,
    int empty,
    double entropy,
    double inertia,
    int iterations,
    int repaired,
    double nmiPrevious,
    double nmiLabels,
    double purityLabels,
    double nmiFiles,
    double amiFiles) {}
