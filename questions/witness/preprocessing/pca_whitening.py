"""Rotation and whitening done to data that have this covariance: the covariances are measured afterwards."""


def data(cov, np):
    """Four centred points with just this covariance (mean of products): corners of a square, mapped."""
    corners = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    return corners @ np.linalg.cholesky(cov).T


def covariance(X, np):
    return X.T @ X / len(X)


def holds(name, cov, np):
    X = data(cov, np)
    values, U = np.linalg.eigh(cov)
    zca = U @ np.diag(values**-0.5) @ U.T
    identity = np.eye(2)
    near = {"atol": 1e-3}
    return {
        "rotation_keeps_total": np.isclose(np.trace(covariance(X @ U, np)), np.trace(cov), rtol=1e-4),
        "rotation_gives_identity": np.allclose(covariance(X @ U, np), identity, **near),
        "rotation_uncorrelates": abs(covariance(X @ U, np)[0, 1]) < 1e-3,
        "pca_identity": np.allclose(covariance(X @ U @ np.diag(values**-0.5), np), identity, **near),
        "zca_identity": np.allclose(covariance(X @ zca, np), identity, **near),
        "inverse_identity": np.allclose(covariance(X @ np.linalg.inv(cov), np), identity, **near),
        "scaling_identity": np.allclose(covariance(X / np.std(X, axis=0), np), identity, **near),
        "scaling_unit_diagonal": np.allclose(np.diag(covariance(X / np.std(X, axis=0), np)), 1, **near),
        "rotated_again": np.allclose(covariance(X @ zca @ U, np), identity, **near),
    }[name]


def witness(params, at, np):
    cov = np.array(params["covariance"], dtype=float)
    X = data(cov, np)
    turned = covariance(X @ np.linalg.eigh(cov)[1], np)
    # The symmetric positive square root of the inverse, by Newton's iteration: no eigenvector goes into it.
    root, other = np.linalg.inv(cov), np.eye(2)
    for _ in range(40):
        root, other = (root + np.linalg.inv(other)) / 2, (other + np.linalg.inv(root)) / 2
    good = [k for k, name in enumerate(params["claims"]) if holds(name, cov, np)]
    return {
        "a": np.sort(np.diag(turned)),
        "b": np.max(np.diag(turned)) / np.trace(turned),
        "c": root,
        "d": ", ".join("ABCDEFGHI"[k] for k in good),
    }
