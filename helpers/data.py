"""Iris and digits, split and standardised without a look at the test part, by scikit-learn.

Notebook 9 derives the rules; notebook 11 meets the digits.
"""

from dataclasses import dataclass, replace

import numpy as np
from sklearn.datasets import load_digits, load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from helpers.validation import between, checked, instance, matrix, real, same_samples, size


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples X (m, n) with class numbers `labels` (m,); `features` and `classes` are names.

    Raises ValueError for X that is no matrix of finite numbers, and for labels without a class.
    """

    X: np.ndarray
    labels: np.ndarray
    features: tuple
    classes: tuple

    def __post_init__(self):
        matrix("X", self.X)
        object.__setattr__(self, "X", np.asarray(self.X))  # as a frozen dataclass sets a field
        for name in ("features", "classes"):
            object.__setattr__(self, name, tuple(instance(name, getattr(self, name), list | tuple)))
        object.__setattr__(self, "labels", class_numbers("labels", self.labels, len(self.classes)))

    @property
    def Y(self):
        """The labels as one-hot rows (m, K)."""
        return one_hot(self.labels, len(self.classes))

    def __len__(self):
        return len(self.X)


def iris():
    """Fisher's 150 irises: length and width of sepals and petals in cm, three species."""
    raw = load_iris()
    features = tuple(name.removesuffix(" (cm)") for name in raw.feature_names)
    return Dataset(raw.data, raw.target, features, tuple(map(str, raw.target_names)))


def digits():
    """1,797 handwritten digits, 8 by 8 pixels in rows from the top left, grey levels 0 to 16 (ink).

    These are the images that the UCI collection (Alpaydin and Kaynak 1998) keeps for testing, by 13
    writers; who wrote which is not recorded.
    """
    raw = load_digits()
    return Dataset(
        raw.data, raw.target, tuple(raw.feature_names), tuple(map(str, raw.target_names))
    )


def split(dataset, test_size=0.2, seed=0):
    """A training and a test Dataset, drawn at random, stratified by class."""
    rows = np.arange(len(instance("dataset", dataset, Dataset)))
    same_samples("labels of dataset", dataset.labels, "X", dataset.X)
    seed = size("seed", seed, least=0, most=2**32 - 1)
    if isinstance(test_size, float):
        between("test_size", test_size, 0, 1)
    else:
        size("test_size", test_size)
    parts = train_test_split(rows, test_size=test_size, random_state=seed, stratify=dataset.labels)
    return tuple(replace(dataset, X=dataset.X[part], labels=dataset.labels[part]) for part in parts)


def standardise(train, *others):
    """(x - mean) / standard deviation, feature by feature; both come from `train` alone."""
    scaler = StandardScaler().fit(train.X)
    return tuple(replace(part, X=scaler.transform(part.X)) for part in (train, *others))


def _datasets(*parts):
    for number, part in enumerate(parts):
        name = f"others[{number - 1}]" if number else "train"
        instance(name, part, Dataset)
        if part.X.shape[1] != parts[0].X.shape[1]:
            expected = f"{parts[0].X.shape[1]}, as in train"
            raise ValueError(f"{name} has {part.X.shape[1]} features; expected {expected}")
    return parts


standardise = checked(_datasets)(standardise)


def one_hot(labels, K):
    """(m,) class numbers as (m, K) rows with a single 1. Raises ValueError for a label outside
    0..K-1.
    """
    numbers = class_numbers("labels", labels, size("K", K, most=2**31 - 1))
    rows = np.zeros((len(numbers), K))
    rows[np.arange(len(numbers)), numbers] = 1
    return rows


def class_numbers(name, value, K):
    """`value` as a vector of ints from 0 to K - 1."""
    array = real(name, value)
    wrong = array[(array != np.floor(array)) | (array < 0) | (array >= K)]
    if array.ndim != 1 or wrong.size:
        came = wrong[0] if wrong.size else f"shape {array.shape}"
        raise ValueError(f"{name} must be class numbers from 0 to {K - 1}; got {came}")
    return array.astype(int)
