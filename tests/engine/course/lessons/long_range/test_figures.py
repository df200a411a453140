"""What the lesson on long range says in words, held to its figures."""

from engine.course.lessons.long_range import figures


def test_a_match_with_a_larger_score_is_found_in_the_crowd():
    found = [
        figures.crowd({"others": 1000, "strength": score, "curve": False}).numbers["weight"] for score in (4.0, 12.0)
    ]
    assert found[0] < 0.1
    assert found[1] > 0.9
