"""What models write: against Transformers' own generate, their own logits, and the odds that they draw with."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import torch
import transformers as t

from engine.errors import InputError
from engine.recording.interface import IMPLEMENTATION, recording
from engine.running.writing import Continuation, _head_is_all, continue_ids, likeliest_next, translate_ids
from tests.engine.families import FAMILIES

IDS = [7, 3, 40, 3, 22, 51, 9, 30]


def writer(family, **settings):
    """A tiny model of this family with the head that writes, and the settings changed for it alone."""
    config = FAMILIES[family].config
    config = type(config)(**config.to_dict() | settings)
    return replace(FAMILIES[family], config=config, auto=t.AutoModelForCausalLM)


CAUSAL = [name for name, family in FAMILIES.items() if family.causal]
TRANSLATORS = [name for name, family in FAMILIES.items() if family.reads == "text" and "cross" in family.kinds]


@pytest.fixture(scope="module")
def llama():
    return writer("llama", eos_token_id=None).model(IMPLEMENTATION)


@pytest.fixture
def ending(llama, monkeypatch):
    """Makes the model end a text at one of these tokens."""
    return lambda ids: monkeypatch.setattr(llama.generation_config, "eos_token_id", ids)


def generated(model, ids, n_tokens, **options):
    source = torch.tensor([ids])
    with torch.inference_mode():
        found = model.generate(
            input_ids=source,
            attention_mask=torch.ones_like(source),
            do_sample=False,
            num_beams=1,
            max_new_tokens=n_tokens,
            **options,
        )
    return found[0].tolist()


@pytest.mark.parametrize("family", CAUSAL)
def test_a_greedy_continuation_is_the_models_own(family):
    """Longer than the windows of 5, so that caches which drop old keys are used as the model uses them."""
    model, eager = (writer(family).model(name) for name in (IMPLEMENTATION, "eager"))
    wanted = generated(eager, IDS, 20)[len(IDS) :]
    written, ended = continue_ids(model, IDS, Continuation(20), positions=64)
    assert written == wanted
    assert ended == (wanted[-1] == eager.generation_config.eos_token_id)


def test_a_real_model_continues_as_it_does_by_itself(smollm2):
    ids, _ = smollm2.tokenize("The capital of France is")
    written, ended = continue_ids(smollm2.model, ids, Continuation(8), smollm2.card.positions)
    assert [*ids, *written] == generated(smollm2.model, ids, 8)
    assert smollm2.tokenizer.decode(written).startswith(" Paris")
    assert not ended


def test_the_same_seed_writes_the_same_and_another_another(llama):
    def drawn(seed, temperature=1.0):
        return continue_ids(llama, IDS, Continuation(20, temperature, seed), 64)[0]

    before = torch.random.get_rng_state()
    assert drawn(0) == drawn(0)
    assert torch.equal(torch.random.get_rng_state(), before), "the seed of others was moved"
    assert len({tuple(drawn(seed)) for seed in range(5)}) == 5
    assert drawn(0) != drawn(0, temperature=3.0)


@pytest.mark.parametrize("temperature", [1e-320, 1e-300, 1e-6])
def test_next_to_no_temperature_takes_the_likeliest(llama, temperature):
    greedy = continue_ids(llama, IDS, Continuation(20), 64)
    assert continue_ids(llama, IDS, Continuation(20, temperature, seed=3), 64) == greedy


@pytest.mark.parametrize("temperature", [0.5, 1.0, 5.0])
def test_tokens_are_drawn_with_the_odds_of_the_softmax_at_that_temperature(llama, temperature):
    with torch.inference_mode():
        logits = llama(input_ids=torch.tensor([IDS])).logits[0, -1].double()
    odds = torch.softmax(logits / temperature, dim=-1).numpy()
    n_drawn = 500
    drawn = Counter(continue_ids(llama, IDS, Continuation(1, temperature, seed), 64)[0][0] for seed in range(n_drawn))
    for number in np.argsort(odds)[-3:]:
        spread = np.sqrt(n_drawn * odds[number] * (1 - odds[number]))
        # Four standard deviations; the seeds are fixed, so that this holds always or never.
        assert abs(drawn[int(number)] - n_drawn * odds[number]) < 4 * spread + 1


def test_an_end_token_ends_the_text_and_is_its_last(llama, ending):
    whole, ended = continue_ids(llama, IDS, Continuation(20), 64)
    assert not ended
    stop = next(place for place in range(3, 20) if whole[place] not in whole[:place])
    for ends in (whole[stop], [59, whole[stop]]):
        ending(ends)
        assert continue_ids(llama, IDS, Continuation(20), 64) == (whole[: stop + 1], True)
        # The last token that was asked for may be the end as well.
        assert continue_ids(llama, IDS, Continuation(stop + 1), 64) == (whole[: stop + 1], True)
        assert continue_ids(llama, IDS, Continuation(stop), 64) == (whole[:stop], False)


def test_what_does_not_fit_the_positions_is_refused_with_what_does(llama):
    assert len(continue_ids(llama, IDS, Continuation(2), positions=10)[0]) == 2
    with pytest.raises(InputError, match=r"has 8 tokens, and the model reads 10: 2 more fit, not 3\. Ask for fewer"):
        continue_ids(llama, IDS, Continuation(3), positions=10)
    with pytest.raises(InputError, match="0 more fit, not 1"):
        continue_ids(llama, IDS, Continuation(1), positions=8)
    assert len(continue_ids(llama, IDS, Continuation(100), positions=None)[0]) == 100


def test_a_listener_hears_of_every_token_and_can_end_the_writing(llama):
    heard = []
    continue_ids(llama, IDS, Continuation(4), 64, heard.append)
    assert heard == [1, 2, 3, 4]

    class Enough(Exception):
        pass

    def stop(count):
        heard.append(count)
        if count == 2:
            raise Enough

    with pytest.raises(Enough):
        continue_ids(llama, IDS, Continuation(4), 64, stop)
    assert heard[4:] == [1, 2]


@pytest.mark.parametrize("family", ["llama", "mistral", "gemma2", "gpt_oss"])
def test_a_token_attends_while_it_is_written_as_it_does_in_the_whole_text(family):
    """With the cache one query at a time; afterwards all of them at once: the same scores, row for row."""
    model = writer(family).model(IMPLEMENTATION)
    with recording() as while_writing:
        written, _ = continue_ids(model, IDS, Continuation(6), 64)
    assert len(written) == 6, "a text that ended early compares less"
    with recording() as at_once, torch.inference_mode():
        model(input_ids=torch.tensor([[*IDS, *written]]))
    n_layers = len(at_once)
    assert len(while_writing) == n_layers * 6
    for step in range(1, 6):
        row = len(IDS) + step - 1
        for number, whole in enumerate(at_once):
            alone = while_writing[step * n_layers + number]
            assert alone.n_queries == 1
            sees = whole.mask.visible(torch.tensor([row]), row + 1)[0].nonzero()[:, 0]
            scores = (whole.queries[:, row, None] @ whole.keys_by_head()[:, sees].mT)[:, 0]
            # A cache of a sliding window may hold more keys than are seen, masked.
            kept = torch.arange(alone.n_keys) if alone.mask.cells is None else alone.mask.cells[0].nonzero()[:, 0]
            one = (alone.queries @ alone.keys_by_head()[:, kept].mT)[:, 0]
            # Scores of size 100 before the scale, three layers deep in float32, added up in another order.
            torch.testing.assert_close(one, scores, rtol=1e-4, atol=1e-3)


# Foretelling


def own_odds(model, ids):
    with torch.inference_mode():
        return torch.softmax(model(input_ids=torch.tensor([ids])).logits[0, -1].double(), dim=-1)


def check_likeliest(model, ids):
    """The four likeliest at every position against the model's own logits."""
    with torch.inference_mode():
        hidden = model.base_model(input_ids=torch.tensor([ids])).last_hidden_state[0]
    for place in range(len(ids)):
        odds = own_odds(model, ids[: place + 1])
        found = likeliest_next(model, ids[: place + 1], hidden[place], 4)
        wanted = odds.topk(4)
        # Logits of size 10 in float32, of a longer text: off by 1e-5, and so a probability by as much of itself.
        np.testing.assert_allclose([share for _, share in found], wanted.values, rtol=1e-4)
        np.testing.assert_allclose([odds[number] for number, _ in found], wanted.values, rtol=1e-4)
        assert [type(number) for number, _ in found] == [int] * 4


@pytest.mark.parametrize("family", CAUSAL)
def test_the_likeliest_are_those_of_the_models_own_logits(family):
    model = writer(family).model(IMPLEMENTATION)
    check_likeliest(model, IDS)
    # Gemma 2 caps its logits after its head, so that its hidden state alone does not give them.
    assert _head_is_all[model] == (family != "gemma2")


def test_logits_that_are_capped_after_the_head_are_the_models_own():
    model = writer("gemma2", final_logit_softcapping=2.0).model(IMPLEMENTATION)
    check_likeliest(model, IDS)
    uncapped = writer("gemma2", final_logit_softcapping=None).model(IMPLEMENTATION)
    check_likeliest(uncapped, IDS)
    assert _head_is_all[uncapped]
    assert float((own_odds(model, IDS) - own_odds(uncapped, IDS)).abs().max()) > 0.1


def test_all_tokens_together_have_probability_1_the_likeliest_first(llama):
    with torch.inference_mode():
        hidden = llama.base_model(input_ids=torch.tensor([IDS])).last_hidden_state[0, -1]
    found = likeliest_next(llama, IDS, hidden, 1_000)
    assert sorted(number for number, _ in found) == list(range(60))
    shares = [share for _, share in found]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=1e-12)


# Translating


@pytest.mark.parametrize("family", TRANSLATORS)
def test_a_translation_is_the_models_own_and_stops_where_its_positions_end(family):
    model, eager = (FAMILIES[family].model(name) for name in (IMPLEMENTATION, "eager"))
    for each in (model, eager):
        # As those of BART and Marian do, the settings force an end where the positions end; by itself none comes.
        each.generation_config.eos_token_id = each.generation_config.forced_eos_token_id = 58
    # Transformers counts the encoder's layers when it makes a cache for T5: compared without one.
    wanted = generated(eager, IDS, 29, use_cache=False)
    written, ended = translate_ids(model, IDS, positions=30)
    assert written == wanted
    assert written[0] == eager.config.decoder_start_token_id
    assert (len(written), written[-1]) == (30, 58)
    assert not ended, "it was made to end"


@pytest.mark.parametrize("family", TRANSLATORS)
def test_a_translation_that_ends_by_itself_ends_with_its_end_token(family):
    model = FAMILIES[family].model(IMPLEMENTATION)
    whole, _ = translate_ids(model, IDS, positions=30)
    model.generation_config.eos_token_id = whole[1]
    assert translate_ids(model, IDS, positions=30) == (whole[:2], True)


def test_a_translation_without_a_limit_of_positions_ends_at_one_all_the_same():
    written, ended = translate_ids(FAMILIES["t5"].model(IMPLEMENTATION), IDS, positions=None)
    assert (len(written), ended) == (256, False)


def test_a_listener_hears_of_every_token_of_a_translation_and_can_end_it():
    model, heard = FAMILIES["bart"].model(IMPLEMENTATION), []
    written, _ = translate_ids(model, IDS, 10, heard.append)
    assert heard == list(range(1, len(written)))

    def stop(count):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        translate_ids(model, IDS, 10, stop)
