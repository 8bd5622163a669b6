"""Golden values for the tests of dev.xdc.cluster, dev.xdc.feature and dev.xdc.eval, by scikit-learn.

Run: python3 golden_numerics.py. The inputs are formulas that the tests repeat, so that no file is needed.
Printed with scikit-learn 1.2.1, NumPy 1.24.2 and SciPy 1.10.1 are the numbers in ClusterQualityTest, PcaWhiteningTest,
LinearClassifierTest, LinearSvmTest, CanonicalCorrelationTest and NpyRowsTest.
"""

import base64
import io

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC


def features(n, d, labels):
    i = np.arange(n, dtype=np.float64)[:, None]
    j = np.arange(d, dtype=np.float64)[None, :]
    x = np.sin(1.7 * i + 0.9 * j * j) + 0.4 * np.cos(labels[:, None] * (j + 1)) + 0.1 * j
    return x.astype(np.float32).astype(np.float64)


i = np.arange(500)
clusters = (i * i + 3 * i) % 17 % 6
classes = (clusters + (i % 3 == 0)) % 5
table = contingency_matrix(classes, clusters)
print("nmi", repr(normalized_mutual_info_score(classes, clusters)))
print("purity", table.max(axis=0).sum() / table.sum())


def agreement(a, b):
    print("ami", repr(adjusted_mutual_info_score(a, b)))
    print("ari", repr(adjusted_rand_score(a, b)))
    overlaps = contingency_matrix(a, b)
    matched = linear_sum_assignment(overlaps, maximize=True)
    print("hungarian accuracy", overlaps[matched].sum() / overlaps.sum())


agreement(classes, clusters)
i = np.arange(20000, dtype=np.int64)
a = (7 * i * i + 3 * i) % 10007 % 257
b = np.where(i % 4 < 2, a % 100, (13 * i * i + 5 * i) % 9973 % 100)
agreement(a, b)

labels = np.arange(120) * 7 % 11 % 4
x = features(120, 6, labels)
pca = PCA(n_components=3, whiten=True, svd_solver="full").fit(x)
# scikit-learn divides variances by N - 1, this library by N.
white = pca.transform(x) * np.sqrt(120 / 119)
print("whitened |row 0|", np.abs(white[0]).tolist())
print("whitened |row 77|", np.abs(white[77]).tolist())

penalty = 0.01
z = StandardScaler().fit_transform(x)
model = LogisticRegression(C=1 / (len(z) * penalty), tol=1e-12, max_iter=10000).fit(z, labels)
p = model.predict_proba(z)
loss = -np.log(p[np.arange(len(z)), labels]).mean()
print("objective", loss + penalty / 2 * (model.coef_**2).sum())
print("probabilities row 0", p[0].tolist())
print("probabilities row 77", p[77].tolist())
print("weights of class 2", model.coef_[2].tolist())

for version in (1, 0), (2, 0):
    file = io.BytesIO()
    np.lib.format.write_array(file, np.array([[1.5, -2], [3, 4e-3], [0, 7]], "<f4"), version)
    print(".npy", version, base64.b64encode(file.getvalue()).decode())

svm = LinearSVC(C=0.5, loss="squared_hinge", dual=False, tol=1e-10, max_iter=100000).fit(z, labels)
hinge = np.maximum(0, 1 - np.where(labels[:, None] == np.arange(4), 1, -1) * svm.decision_function(z))
print("svm objective", ((svm.coef_**2).sum() + (svm.intercept_**2).sum()) / 2 + 0.5 * (hinge**2).sum())
print("svm scores row 0", svm.decision_function(z)[0].tolist())
print("svm scores row 77", svm.decision_function(z)[77].tolist())

# Canonical correlations are the singular values of Qx' Qy (Bjorck, Golub 1973).
x = x[:, :5]  # the six columns are of rank five
y = np.stack([x[:, 0] * x[:, 1], x[:, 2] + 0.3 * np.cos(np.arange(120)), x[:, 4] - x[:, 3]], axis=1)
y = y.astype(np.float32).astype(np.float64)
qx = np.linalg.qr(x - x.mean(0))[0]
qy = np.linalg.qr(y - y.mean(0))[0]
print("canonical correlations", np.linalg.svd(qx.T @ qy)[1].tolist())
