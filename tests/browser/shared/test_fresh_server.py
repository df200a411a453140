"""All pages of a server that has just been started, opened within seconds of each other, without a browser."""

import asyncio

from benchmarks.visitors.visitor import Session, open_session
from tests.architecture.test_rooms import SCRIPTS
from tests.browser.harness.apart import run_apart


async def open_all(address: str, pages: list[str]) -> dict[str, list[str]]:
    """What went wrong on each page, opened half a second after the one before, while models and modules load."""

    async def visit(place: int, page: str) -> tuple[str, list[str]]:
        await asyncio.sleep(place / 2)
        session: Session = await open_session(address, place, page)
        if page == "sentence":
            session.change_sentence()  # Read by the model, whose modules are imported meanwhile.
        await session.run()
        await session.socket.close()
        return page, session.errors

    return dict(await asyncio.gather(*(visit(place, page) for place, page in enumerate(pages))))


def test_pages_that_are_opened_together_do_not_import_in_each_others_way(serve):
    pages = ["sentence", "matrices", *(page for page in SCRIPTS if page not in ("sentence", "matrices"))]
    found = run_apart(open_all(serve(fresh=True), pages))
    # A list of lessons has no picture, nor has a sentence whose model is still being loaded.
    wrong = {page: [error for error in errors if "without a picture" not in error] for page, errors in found.items()}
    assert {page: errors for page, errors in wrong.items() if errors} == {}
    assert found.keys() == set(SCRIPTS)
