"""Two answers differ where a reader sees it."""

from engine.course.questions.numeric.case import differ


def test_answers_differ_by_words_or_by_a_number_that_is_clearly_another():
    assert differ("[1.00, 2.00]", "[1.00, 2.05]")
    assert not differ("[1.00, 2.00]", "[1.00, 2.04]")
    assert differ("66,048", "16,512")
    assert differ("-1", "1")
    assert differ("3 × 4", "[3, 4]")
    assert not differ("no", "no")
