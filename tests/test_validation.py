"""The door: what passes, unchanged in value, and what is refused, by name."""

import numpy as np
import pytest

from helpers import validation


def test_good_input_passes_unchanged():
    assert validation.numbers("a", [1, 2]).tolist() == [1, 2]
    assert validation.numbers("a", 1 + 2j) == 1 + 2j
    assert validation.matrix("a", [[1, 2]], columns=2).shape == (1, 2)
    assert validation.one_hot_rows("a", [[0, 1], [1, 0]]).tolist() == [[0, 1], [1, 0]]
    assert validation.labels("a", [0, 0.5, 1]).tolist() == [0, 0.5, 1]
    assert validation.size("a", np.int64(3)) == 3 and validation.size("a", 0, least=0) == 0
    assert validation.positive("a", [0.1, 2]).tolist() == [0.1, 2]
    assert validation.between("a", 0.5, 0, 1) == 0.5
    assert validation.choice("a", "x", {"x": 7}) == 7
    for integers in (np.array([200], np.uint8), [True], [4 * 10**9]):
        assert validation.numbers("a", integers).dtype == float


@pytest.mark.parametrize(
    "check, arguments, message",
    [
        (validation.numbers, (None,), "a must hold numbers; got None"),
        (validation.numbers, (["x"],), r"a must hold numbers; got \['x'\]"),
        (validation.numbers, (np.zeros((0, 3)),), r"a is empty; got shape \(0, 3\)"),
        (validation.numbers, ([1, np.nan, np.inf],), "a must be finite; got 2 NaN or infinite"),
        (validation.matrix, ([1, 2],), r"a has shape \(2,\); expected \(samples, columns\)"),
        (validation.matrix, ([[1, 2]], 3), r"a has shape \(1, 2\); expected \(samples, 3\)"),
        (validation.matrix, ([[1j]],), "a must be real; got complex numbers"),
        (validation.one_hot_rows, ([[0, 0]],), r"a must be one-hot, .* got row \[0\.0, 0\.0\]"),
        (validation.one_hot_rows, ([[0, 1], [2, -1]],), r"got row \[2\.0, -1\.0\]"),
        (validation.labels, ([0, -0.5],), "a holds labels from -0.5 to 0.0; expected"),
        (validation.labels, ([1j],), "a must be real"),
        (validation.size, (True,), "a must be a whole number of at least 1; got True"),
        (validation.size, ("3",), "a must be a whole number of at least 1; got '3'"),
        (validation.positive, (-1,), "a must be positive; got -1"),
        (validation.positive, (1j,), "a must be real; got complex numbers"),
        (validation.between, (1.0, 0, 1), "a must be at least 0 and less than 1; got 1.0"),
        (validation.between, ("b", 0, 1), "a must hold numbers; got 'b'"),
        (validation.choice, ("z", {"x": 1, "y": 2}), "a must be one of 'x', 'y'; got 'z'"),
        (validation.choice, ([], {"x": 1}), r"a must be one of 'x'; got \[\]"),
    ],
)
def test_bad_input_is_refused_by_name(check, arguments, message):
    with pytest.raises(ValueError, match=message):
        check("a", *arguments)


def test_checked_runs_the_check_first_and_keeps_the_formula_reachable():
    @validation.checked(lambda x: (validation.numbers("x", x),))
    def double(x):
        """2 x."""
        return 2 * x

    assert double([1]).tolist() == [2] and double.__doc__ == "2 x."
    assert double(x=[1]).tolist() == [2]
    with pytest.raises(ValueError, match="x must hold numbers; got 'a'"):
        double("a")
    with pytest.raises(TypeError, match="missing a required argument: 'x'"):
        double()


def test_checked_keeps_an_argument_that_follows_a_default():
    @validation.checked(lambda x, y=1, z=2: (x, y, z))
    def listed(x, y=1, z=2):
        return [x, y, z]

    assert listed(0, z=5) == listed(z=5, x=0) == [0, 1, 5]


@pytest.mark.filterwarnings("error")
def test_a_finite_function_names_its_arguments_when_it_overflows():
    @validation.checked(lambda a: (validation.numbers("a", a),))
    @validation.finite
    def double(a):
        return 2 * a

    assert double(1e307) == 2e307
    with pytest.raises(ValueError, match="a hold numbers so large that double overflows"):
        double(1e308)


def test_masked_entries_are_not_read():
    a = np.ma.array([1.0, 2.0], mask=[False, True])
    with pytest.raises(ValueError, match="a has masked entries"):
        validation.numbers("a", a)
    assert validation.numbers("a", np.ma.array([1.0, 2.0])).tolist() == [1, 2]
