"""A batch of phrases, and where each of its rows reads from."""

from datetime import date

from tokenizers import Tokenizer

from engine.dates.batches import make_batch
from tests.engine.dates.kept import written


def test_a_batch_says_which_tokens_each_row_reads_from(tokenizer: Tokenizer) -> None:
    phrase = written(date(2021, 5, 23), "May the twenty-third, 2021")
    longer = written(date(2021, 5, 3), "the 3rd of May two thousand and twenty-one")
    batch = make_batch([phrase, longer], tokenizer)
    assert batch.source.shape == (2, 12)
    assert batch.visible.sum(dim=1).tolist() == [11, 12]
    assert batch.target.shape == (2, 12)
    # may the twenty - third , 2 0 2 1 </s>: the rows of 2021-05-23</s>
    rows = [row.nonzero().flatten().tolist() for row in batch.read_from[0]]
    assert rows == [[6], [7], [8], [9], [], [0], [0], [], [2], [4], []]
