"""Iris and digits: what they hold, and that the test part is not looked at."""

import numpy as np

from helpers import data


def test_iris_is_what_it_says():
    iris = data.iris()
    assert iris.X.shape == (150, 4) and len(iris) == 150
    assert iris.classes == ("setosa", "versicolor", "virginica")
    assert iris.features == ("sepal length", "sepal width", "petal length", "petal width")
    assert np.bincount(iris.labels).tolist() == [50, 50, 50]
    np.testing.assert_array_equal(iris.Y.sum(axis=0), [50, 50, 50])


def test_digits_are_what_they_say():
    digits = data.digits()
    assert digits.X.shape == (1797, 64) and digits.classes == tuple("0123456789")
    assert digits.X.min() == 0 and digits.X.max() == 16 and np.all(digits.X % 1 == 0)
    assert digits.features[:9] == (*(f"pixel_0_{column}" for column in range(8)), "pixel_1_0")
    counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert np.bincount(digits.labels).tolist() == counts
    assert digits.Y.shape == (1797, 10) and np.all(digits.Y.argmax(axis=1) == digits.labels)
    zero = digits.X[0].reshape(8, 8)  # upright, dark on light: a ring with a hole
    assert digits.labels[0] == 0 and zero[:, 3:5][[0, -1]].min() > 5 and zero[3:5, 3:5].max() < 1


def test_split_is_stratified_seeded_and_complete():
    iris = data.iris()
    train, test = data.split(iris, seed=3)
    assert np.bincount(train.labels).tolist() == [40, 40, 40]
    assert np.bincount(test.labels).tolist() == [10, 10, 10]
    together = np.vstack([train.X, test.X])
    assert sorted(map(tuple, together)) == sorted(map(tuple, iris.X))
    assert np.array_equal(data.split(iris, seed=3)[0].X, train.X)
    assert not np.array_equal(data.split(iris, seed=4)[0].X, train.X)
    assert np.array_equal(data.split(iris)[0].X, data.split(iris, seed=0)[0].X)


def test_standardise_takes_its_numbers_from_the_training_part_alone():
    train, test = data.split(data.iris())
    train_std, test_std = data.standardise(train, test)
    mean, spread = train.X.mean(axis=0), train.X.std(axis=0)
    np.testing.assert_allclose(train_std.X, (train.X - mean) / spread, rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(test_std.X, (test.X - mean) / spread, rtol=1e-10, atol=1e-13)
    assert np.array_equal(test_std.labels, test.labels)


def test_one_hot():
    np.testing.assert_array_equal(data.one_hot([2, 0], 3), [[0, 0, 1], [1, 0, 0]])
