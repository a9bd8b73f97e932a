"""Every verdict on the article is earned: by trials, or by a source; and, where TensorFlow is
installed, by running the article's program.
"""

import re
import warnings

import matplotlib
import numpy as np
import pytest
from reading import course, fenced

matplotlib.use("Agg")

from helpers import article, network, optimizers, training
from helpers.article import CHECKS, CLAIMS, Claim, Trial
from helpers.chapters import label
from helpers.plotting import every_claim

# The notebook of the article, and its side path, which has every claim and the program's diff.
TEXT = "\n".join(
    cell.source for name in ("13_errata", "13a_every_claim") for cell in course()[name].cells
)
GLOSSARY = TEXT.split("## Glossary")[1]
each_claim = pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.topic)
CHINESE = re.compile("[\u4e00-\u9fff]")


@each_claim
def test_a_claim_is_complete(claim):
    optional = {name: vars(claim)[name] or "none" for name in ("check", "source", "nitpick")}
    texts = vars(claim) | optional
    assert all(text.strip() == text != "" for text in texts.values())
    assert re.fullmatch(r"[1-7](\.[1-4])?", claim.section)
    assert claim.right.startswith("the same") == (claim.verdict == article.RIGHT)
    # A source is a work with its year, documentation, a text that was read, or a test.
    source = (
        r"\d{4}|documentation|CS231n|itself|definition|our copy|reasoning|tests/test_article.py"
    )
    assert claim.check or re.search(source, claim.source)


@each_claim
def test_a_quotation_is_short_and_chinese_or_code(claim):
    quotation = claim.quotation
    assert len(quotation) <= 60 + 2 * quotation.startswith("`")
    assert CHINESE.search(quotation) or re.fullmatch("`[^`]+`", quotation)
    ours = claim.says + claim.right + claim.translation + claim.source + claim.nitpick
    assert not CHINESE.search(ours)


def test_claims_are_unique_and_in_the_order_of_the_article():
    for what in ("topic", "quotation"):
        assert len({getattr(claim, what) for claim in CLAIMS}) == len(CLAIMS)
    sections = [claim.section for claim in CLAIMS]
    assert sections == sorted(sections) and set(sections) == set(every_claim.SECTIONS)
    assert {claim.verdict for claim in CLAIMS} == set(article.VERDICTS)


ENTRY = """
[[claim]]
topic = "MSE"
section = "3.1"
quotation = "q"
translation = "t"
says = "s"
right = "r"
verdict = "wrong"
notebook = "mse"
check = "mse_gradient"
"""


@pytest.mark.parametrize(
    "old, new, message",
    [
        ('verdict = "wrong"', 'verdict = "wrnog"', "unknown verdict 'wrnog'; expected one of"),
        ('notebook = "mse"', 'notebook = "02_mse"', "unknown notebook '02_mse'; expected one"),
        ("mse_gradient", "mse_slope", "unknown check 'mse_slope'; expected one of mse_"),
        ("says", "sagt", "unknown field 'sagt'; no field 'says'"),
        ('section = "3.1"', "section = 3.1", "section must be a text; got 3.1"),
        ('check = "mse_gradient"', "", "needs a check or a source"),
        ('check = "mse_gradient"', 'check = "batches"\nsource = "s"', "needs a check or a source"),
    ],
)  # fmt: skip
def test_a_slip_in_the_file_is_named_with_its_claim(old, new, message):
    (claim,) = article.load(ENTRY)
    assert claim.says == "s" and article.trials(claim) and not claim.source
    with pytest.raises(ValueError) as error:
        article.load(ENTRY.replace(old, new))
    assert str(error.value).startswith(f"claim 'MSE': {message}")


def test_an_entry_under_another_heading_is_not_lost():
    with pytest.raises(ValueError, match=r"must begin with \[\[claim\]\]; got claim, clam$"):
        article.load(ENTRY + ENTRY.replace("claim", "clam"))


def test_the_rows_that_the_notebook_names_are_these():
    rows = re.findall(r"[Rr]ows? ([\d, and]+\d|\d)|article\.show\((\d+)\)", TEXT)
    named = {int(n) for match in rows for n in re.findall(r"\d+", " ".join(match))}
    assert {n: CLAIMS[n - 1].topic for n in named} == {
        2: "what it does",
        5: "direction",
        10: "purpose of g: 1",
        11: "purpose of g: 2",
        13: "the start",
        14: "one gradient",
        17: "MSE",
        22: "3 classes",
        27: "Adam",
        28: "batches",
        29: "logits",
        31: "which loss",
        34: "the metric",
        38: "unlabelled data",
        40: "Q4: which?",
    }
    steps = [claim.topic for claim in CLAIMS if claim.section == "3"]
    assert steps[1:] == ["the start", "one gradient", "adjust", "until when"]  # 1, 4, 5, 6


def test_the_eight_that_the_notebook_sorts_are_wrong():
    (found,) = re.findall(r"Words: (.*?)\. Formulas: (.*?)\. Program: (.*?)\.", TEXT)
    kinds = [[int(n) for n in re.findall(r"\d+", text)] for text in found]
    assert sorted(n for kind in kinds for n in kind) == [
        n for n, claim in enumerate(CLAIMS, 1) if claim.verdict == article.WRONG
    ]
    formulas, program = ([CLAIMS[n - 1] for n in kind] for kind in kinds[1:])
    assert {claim.section for claim in formulas} == {"3.1"}
    assert all(claim.quotation.startswith("`") for claim in program)


def test_a_nitpick_is_never_wrong():
    nitpicks = [claim for claim in CLAIMS if claim.nitpick]
    assert {claim.verdict for claim in nitpicks} == {article.MISLEADING, article.OMITTED}
    assert len(nitpicks) == 9 and not any(claim.check for claim in nitpicks)


@pytest.mark.parametrize("claim", [c for c in CLAIMS if c.check], ids=lambda c: c.topic)
def test_the_trials_bear_the_verdict_out(claim):
    trials = article.trials(claim)
    assert trials and all(trial.right_holds for trial in trials)
    if claim.verdict == article.RIGHT:
        assert all(trial.printed_holds for trial in trials)
    else:
        assert not any(trial.printed_holds for trial in trials)


def test_the_verdicts_are_counted():
    many = [sum(claim.verdict == verdict for claim in CLAIMS) for verdict in article.VERDICTS]
    assert many == [8, 16, 7, 11]  # wrong, misleading, omitted, right
    wrong = [n for n, claim in enumerate(CLAIMS, 1) if claim.verdict == article.WRONG]
    assert wrong == [2, 3, 17, 18, 27, 28, 34, 40]
    assert all(CLAIMS[n - 1].check for n in wrong), "what is wrong was computed"
    assert set(CHECKS) == {claim.check for claim in CLAIMS if claim.check}, "a check without a row"
    silent = {claim.topic for claim in CLAIMS if claim.verdict == article.OMITTED}
    assert {"batches, Adam", "3 classes"} <= silent  # true sentences; their trials show the gap


# Values from elsewhere: by hand, or from the notebook named.
@pytest.mark.parametrize(
    "check, printed, right",
    [
        (article.mse_gradient, [3, 5 / 42, -23982369.0576], [22 / 3, 0, 1.098657327]),
        (article.update_rule, [17 / 14], [17 / 14]),
        (article.softmax_twice, [0.5514447139], [0]),
        (article.descent_can_stop_short, [0], [0.48]),
        (article.zero_start, ["not said"], [1]),
        (article.batches, ["TypeError", "ValueError"], ["[32, 32, 32, 24]"] * 2),
        (article.metric_on_class_numbers, [1, 0], [28 / 30, 1 / 3]),
        (article.unequal_split, ["[10, 9, 11]"], ["[10, 10, 10]"]),
        (article.backpropagation_moves_nothing, ["some"], [0]),
        (article.linear_answers_differ, ["one number twice"], ["[1.5, 3.0]"]),
        (article.adam_step, [-1], [-0.001]),
        (article.adam_on_measured_slopes, ["no"], ["yes"]),
        (article.binary_loss, [-np.log(0.9 * 0.8 * 0.4) / 3], [-np.log(0.9 * 0.8 * 0.4) / 3]),
        (article.three_classes, [1.6722195239], [-np.log(0.14) / 2]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_numbers_are_those_worked_out_elsewhere(check, printed, right):
    trials = check()
    assert len(trials) == len(printed)
    for trial, a, b in zip(trials, printed, right):
        for value, expected in ((trial.printed, a), (trial.right, b)):
            if isinstance(expected, str):
                assert value == expected
            else:
                assert value == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_agreement_is_strict():
    assert article.close(1.0, 1.0 + 1e-9) and not article.close(1.0, 1.0001)
    assert article.close("no", "no") and not article.close("no", "yes")
    assert not article.close("TypeError", 0.0)
    trial = Trial("q", 2.0, 1.0, 1.0)
    assert trial.right_holds and not trial.printed_holds


def test_show_prints_a_claim_and_its_three_numbers(capsys):
    article.show(next(n for n, claim in enumerate(CLAIMS, 1) if claim.topic == "MSE"))
    text = capsys.readouterr().out
    assert "均方误差" in text and f"✗ wrong, notebook {label('mse')}\n" in text
    assert "dL/dw at w = 2?\n    printed: 3.0000   right: 7.3333   measured: 7.3333" in text
    assert "printed: -2.4e+07   right: 1.0987   measured: 1.0987" in text
    assert "nitpick" not in text
    article.show(1)
    text = capsys.readouterr().out
    assert "  source   Stanford CS231n" in text and "  nitpick  no formula" in text
    article.show(2)
    assert "changes?\n    by its words: some   right: 0   measured: 0" in capsys.readouterr().out
    for n in range(1, len(CLAIMS) + 1):
        article.show(n)
        assert all(len(line) <= 88 for line in capsys.readouterr().out.splitlines())
    row = Claim("t", "1", "q", "e", "s", "r", "wrong", "errata")
    article.show(row, check=lambda: [Trial("what?", 1.0, 2.0, 2.0)])
    assert (
        "what?\n    printed: 1.0000   right: 2.0000   measured: 2.0000" in capsys.readouterr().out
    )
    for wrong in (0, -1, 43, 1.5, "1"):
        with pytest.raises(ValueError, match="a number from 1 to 42; got"):
            article.show(wrong)


def test_the_table_has_a_row_for_each_claim():
    head, line, *lines = article.table().splitlines()
    assert head.split() == " ".join(article.COLUMNS).split() and set(line) <= {"-", " "}
    assert all(len(line) <= 88 for line in lines), "it fits on a page"
    starts = [line.split() for line in lines if line[0] != " "]
    assert [(words[0], words[1]) for words in starts] == [
        (f"{row}", claim.section) for row, claim in enumerate(CLAIMS, 1)
    ]
    for words, claim in zip(starts, CLAIMS):
        mark = [article.SIGNS[claim.verdict], claim.verdict, label(claim.notebook)]
        assert words[-3:] == mark
    plain = re.sub(r"\s", "", "".join(lines))
    assert plain.count("nitpick") == sum(bool(claim.nitpick) for claim in CLAIMS)


def rows_of(**asked):
    lines = article.table(**asked).splitlines()[2:]
    return [int(line.split()[0]) for line in lines if line[0] != " "]


def test_the_table_can_be_searched():
    assert rows_of(section="3.1") == rows_of(section=3.1) == [17, 18, 19, 20, 21]
    assert rows_of(section="4") == list(range(22, 35)) and rows_of(section="4.2") == [25]
    assert rows_of(verdict="wrong") == [2, 3, 17, 18, 27, 28, 34, 40]
    assert rows_of(word="均方误差") == [17]
    assert rows_of(word="ADAM", verdict="wrong") == [27, 40]
    assert rows_of(word="nitpick") == [n for n, c in enumerate(CLAIMS, 1) if c.nitpick]
    for word, row in (("layer", 5), ("loss", 31), ("label", 38)):  # the hint of turn T13a.1
        assert row in rows_of(word=word) and row in rows_of(word=word, verdict="misleading")
    assert rows_of(word="标签") == rows_of(word="label")
    for chinese in re.findall(r'<span lang="zh">([^<]*)</span>', GLOSSARY):
        assert rows_of(word=chinese), f"{chinese} stands in the glossary, and finds no row"
    assert article.table(word="pizza") == "no row with 'pizza'; try a shorter or another word"
    assert article.table(section="4.2", verdict="wrong") == "no such row"
    with pytest.raises(ValueError, match=r"the sections are 1, 2, 2\.1, .*, 7; got '3\.7'"):
        article.table(section="3.7")
    with pytest.raises(ValueError, match=r"the verdicts are wrong, .*; got 'bad'"):
        article.table(verdict="bad")


def test_the_figure_shows_every_claim_with_number_and_mark():
    figure = every_claim.verdicts(CLAIMS)
    words = [text.get_text() for text in figure.axes[0].texts]
    numbers = [f"({n})" if claim.nitpick else f"{n}" for n, claim in enumerate(CLAIMS, 1)]
    assert {*numbers, *every_claim.SECTIONS} <= set(words)
    for verdict, mark in article.SIGNS.items():
        many = sum(claim.verdict == verdict for claim in CLAIMS)
        assert words.count(mark) == many + 1  # and one in the last row, with the total
        assert f"{many} {verdict}" in words
    assert len({*article.SIGNS.values()}) == len({*every_claim.COLOURS.values()}) == 4


# The article's program, and the repaired one: the two sides of the diff in side path 13a.
def programs():
    (diff,) = fenced(TEXT, "diff")
    sides = {"-": [], "+": []}
    for line in diff.splitlines():
        for sign, side in sides.items():
            if line[:1] in (sign, " ", ""):
                side.append(line[1:])
    return "\n".join(sides["-"]), "\n".join(sides["+"])


def test_the_diff_of_the_notebook_holds_two_programs():
    printed, repaired = programs()
    for program in (printed, repaired):
        compile(program, "article", "exec")
    assert "batch_size=batch_size)" in printed and "batch_size=batch_size)" not in repaired
    changed = set(printed.splitlines()) - set(repaired.splitlines())
    assert len(changed) <= 6, "the smallest changes"


@pytest.fixture(scope="module")
def tf():
    return pytest.importorskip(
        "tensorflow", reason="needs TensorFlow: pip install -e '.[tensorflow]'"
    )


def run_program(program, seed=0):
    """The names that the program defines; what it prints is discarded."""
    names = {"print": lambda *a: None}
    program = program.replace("set_random_seed(0)", f"set_random_seed({seed})")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(program, names)
    return names


def test_tensorflow_the_printed_program_stops_twice(tf):
    printed, _ = programs()
    with pytest.raises(TypeError, match="batch_size"):
        run_program(printed)
    with pytest.raises(ValueError, match="too many values to unpack"):
        run_program(printed.replace(", batch_size=batch_size)", ")"))


def test_tensorflow_the_repaired_program_learns_as_helpers_do(tf):
    _, repaired = programs()
    theirs, ours = [], []
    X_train, X_test, Y_train, Y_test = article.split_42()
    for seed in range(10):
        names = run_program(repaired, seed)
        share = np.mean(names["predictions"].argmax(axis=1) == Y_test.argmax(axis=1))
        assert float(names["accuracy"].result()) == pytest.approx(share)
        theirs.append(share)
        net = network.Network([4, 10, 3], seed=seed)
        training.fit(net, X_train, Y_train, optimizers.Adam(0.01), epochs=100, seed=seed)
        ours.append(np.mean(net.predict(X_test) == Y_test.argmax(axis=1)))
    assert min(np.mean(theirs), np.mean(ours)) > 0.9
    assert abs(np.mean(theirs) - np.mean(ours)) < 1 / 30, "a flower"


def test_tensorflow_the_metric_follows_its_documented_rule(tf):
    truth = article.split_42()[3].argmax(axis=1)
    answers = truth.copy()
    answers[[0, 3]] = 0
    for given, printed in ((answers, 1.0), (0 * truth, 0.0)):
        metric = tf.keras.metrics.CategoricalAccuracy()
        metric.update_state(truth, given)
        assert float(metric.result()) == printed
        sparse = tf.keras.metrics.SparseCategoricalAccuracy()
        sparse.update_state(truth, np.eye(3)[given])
        assert float(sparse.result()) == pytest.approx(np.mean(truth == given))


def test_tensorflow_keras_sees_through_the_softmax_a_bare_number_does_not(tf):
    names = run_program(programs()[1])
    X, Y = names["X_train"], names["y_train"].astype("float32")
    usual = tf.keras.losses.CategoricalCrossentropy()
    renamed = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
    with pytest.warns(UserWarning, match="from_logits"):
        seen_through = float(renamed(Y, names["model"](X)))
    assert seen_through == pytest.approx(float(usual(Y, names["model"](X))), rel=1e-4)
    perfect = np.eye(3, dtype="float32")
    assert float(renamed(perfect, tf.constant(perfect))) == pytest.approx(np.log(1 + 2 / np.e))


def test_tensorflow_input_shape_warns_and_compile_changes_no_weight(tf):
    with pytest.warns(UserWarning, match="input_shape"):
        tf.keras.layers.Dense(10, activation="relu", input_shape=(4,))
    names = run_program(programs()[1])
    model, before = names["model"], [w.numpy() for w in names["model"].weights]
    model.compile(optimizer="adam", loss=names["loss_fn"])
    assert all(np.array_equal(a, b.numpy()) for a, b in zip(before, model.weights))
