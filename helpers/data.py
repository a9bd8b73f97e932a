"""Iris and digits, split and standardised without a look at the test part, by scikit-learn.

Notebook 9 derives the rules; side path 10c meets the digits.
"""

from dataclasses import dataclass, replace

import numpy as np
from sklearn.datasets import load_digits, load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from helpers.validation import check_class_numbers, check_matrix, check_size


@dataclass(eq=False)
class Dataset:
    """Samples X (m, n) with class numbers `labels` (m,); `features` and `classes` are names.

    Raises ValueError for X that is no matrix of finite numbers, and for labels without a class.
    """

    X: np.ndarray
    labels: np.ndarray
    features: tuple
    classes: tuple

    def __post_init__(self):
        check_matrix("X", self.X)
        self.X = np.asarray(self.X)
        self.labels = check_class_numbers("labels", self.labels, len(self.classes))

    @property
    def Y(self):
        """The labels as one-hot rows (m, K)."""
        return one_hot(self.labels, len(self.classes))

    def __len__(self):
        return len(self.X)


def iris():
    """Fisher's 150 irises: length and width of sepals and petals in cm, three species."""
    return _dataset(load_iris())


def digits():
    """1,797 handwritten digits, 8 by 8 pixels in rows from the top left, grey levels 0 to 16 (ink).

    These are the images that the UCI collection (Alpaydin and Kaynak 1998) keeps for testing, by 13
    writers; who wrote which is not recorded.
    """
    return _dataset(load_digits())


def _dataset(raw):
    """What scikit-learn has loaded, its names without the unit."""
    features = tuple(name.removesuffix(" (cm)") for name in raw.feature_names)
    return Dataset(raw.data, raw.target, features, tuple(map(str, raw.target_names)))


def split(dataset, test_size=0.2, seed=0):
    """A training and a test Dataset, drawn at random, stratified by class."""
    rows = np.arange(len(dataset))
    parts = train_test_split(rows, test_size=test_size, random_state=seed, stratify=dataset.labels)
    return tuple(replace(dataset, X=dataset.X[part], labels=dataset.labels[part]) for part in parts)


def standardise(train, *others):
    """All parts as (x - mean) / standard deviation, by feature; both are those of `train`."""
    scaler = StandardScaler().fit(train.X)
    return tuple(replace(part, X=scaler.transform(part.X)) for part in (train, *others))


def one_hot(labels, K):
    """(m,) class numbers as (m, K) rows with a single 1. Raises ValueError for a label outside
    0..K-1.
    """
    return np.eye(K)[check_class_numbers("labels", labels, check_size("K", K))]
