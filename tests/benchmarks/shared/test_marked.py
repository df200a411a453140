"""A table is written between its marks, and nowhere else."""

import pytest

from benchmarks.shared.marked import Table, write_tables

TABLE = Table("shares", ["label", "share"], [["sink", "0.5"]])
PAGE = "Before.\n\n<!-- shares -->\nold\n<!-- end of shares -->\n\nAfter.\n"


def test_a_table_takes_the_place_of_what_stood_between_its_marks(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    for _ in range(2):
        write_tables(path, [TABLE])
        written = "\n| label | share |\n| --- | --- |\n| sink | 0.5 |\n\n"
        assert path.read_text(encoding="utf-8") == PAGE.replace("old\n", written)


@pytest.mark.parametrize("page", ["", PAGE + PAGE, PAGE.replace("end of ", "")])
def test_a_page_without_both_marks_is_left_alone(page):
    with pytest.raises(LookupError, match="shares"):
        TABLE.put_into(page)


def test_a_table_is_printed_under_its_name(capsys):
    TABLE.print()
    assert capsys.readouterr().out.split() == ["shares", "label", "share", "-----", "-----", "sink", "0.5"]
