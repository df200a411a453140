"""The card, and the folder that it describes."""

from engine.dates.phrases import ORDERS
from engine.dates.train import FOLDER
from tests.engine.dates.kept import FILES


def test_the_folder_is_small_and_whole(card: str) -> None:
    assert {file.name for file in FOLDER.iterdir()} == FILES
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 4e6
    assert "{" not in card
    assert all(f"| order: {order} |" in card for order in ORDERS)
