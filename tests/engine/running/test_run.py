"""One run of a model on one text: its tokens, what it wrote, what comes next, and what its attention saw."""

from dataclasses import replace

import numpy as np
import pytest
import torch
import transformers as t
from tokenizers import Tokenizer

import engine
from engine.errors import InputError
from engine.models.loaded import LoadedModel
from engine.models.loading import load_model
from engine.reading.captures import read_capture
from engine.reading.readers import read_text
from engine.recording.interface import _recorded, recording
from engine.running import writing
from engine.running.continuation import Continuation
from engine.running.run import TextRun, run_text
from tests.engine.families import FAMILIES
from tests.engine.folders import attentions, edit, save_model, unigram

TEXT = "The capital of France is"

# 30 layers in float32, with a cache and without: products are added up in another order.
WEIGHTS = 1e-4


@pytest.fixture(scope="module")
def continued(smollm2: LoadedModel) -> TextRun:
    return run_text(smollm2, TEXT, Continuation(6))


@pytest.fixture
def save(tmp_path):
    """Writes a tiny model with its tokenizer; loads it."""

    def saved(family: str, tokenizer: Tokenizer, **settings: object) -> LoadedModel:
        save_model(family, tmp_path, tokenizer)
        if settings:
            edit(tmp_path / "generation_config.json", **settings)
        return load_model(str(tmp_path))

    return saved


def eager_twin(loaded: LoadedModel) -> t.PreTrainedModel:
    """The same files, with Transformers' own eager attention."""
    return type(loaded.model).from_pretrained(loaded.card.source, attn_implementation="eager").eval()


# Continuing a text


def test_what_was_typed_comes_first_and_then_what_was_written(continued, smollm2):
    ids, typed = smollm2.tokenize(TEXT)
    assert continued.ids[: len(ids)] == ids
    assert continued.generated_from == len(ids) == 5
    assert len(continued.ids) == 11
    capture = continued.captures["self"]
    assert tuple(continued.captures) == ("self",)
    assert capture.query_tokens == capture.key_tokens
    assert capture.query_tokens[:5] == typed
    assert capture.query_tokens[5].text == "Paris"
    assert continued.written.startswith(" Paris")
    assert TEXT + continued.written == smollm2.tokenizer.decode(continued.ids)
    assert not continued.ended
    assert continued.loaded is smollm2


def test_all_that_is_read_of_a_continued_text_says_where_the_model_began():
    found = read_text(TEXT, "smollm2", continuation=Continuation(2))
    assert found.kinds == ("self",)
    assert found.reading().generated_from == 5
    assert found.written == " Paris."
    assert len(found.token_ids) == len(found.reading().query_tokens) == 7
    assert found.likeliest(4, 1)[0].token_id == found.token_ids[5]
    untouched = read_text(TEXT, "smollm2")
    assert untouched.reading().generated_from is None
    # What is written changes nothing of what came before it.
    rows = [each.reading().rows.entropy_bits[:, :, :5] for each in (found, untouched)]
    np.testing.assert_allclose(*rows, rtol=0, atol=1e-4)


def test_weight_on_the_marks_of_a_chat_that_was_typed_is_weight_on_special_tokens():
    reading = read_text("<|im_start|>user\nHi<|im_end|>\n", "smollm2").reading()
    share = reading.heads.special_share[18, 8]
    marks = [token.text.startswith("<|im") for token in reading.key_tokens]
    assert share > 0.99
    assert share == pytest.approx(np.nansum(reading.weights(18, 8)[:, marks], axis=1).mean(), abs=1e-5)


def test_a_text_that_the_model_ends_says_so_and_shows_the_end_token(smollm2):
    question = "<|im_start|>user\nSay only: hello<|im_end|>\n<|im_start|>assistant\n"
    run = run_text(smollm2, question, Continuation(20))
    assert run.ended
    assert len(run.ids) < len(smollm2.tokenize(question)[0]) + 20
    last = run.captures["self"].query_tokens[-1]
    assert (last.text, last.special) == ("<|im_end|>", True)
    assert run.written.startswith("Hello")
    assert "<|im_end|>" not in run.written


def test_the_rows_of_written_tokens_are_what_was_computed_while_they_were_written(continued, smollm2):
    """The cache's one query at a time against the run that is shown."""
    ids = continued.ids[:5]
    with recording() as layers, torch.inference_mode():
        run = smollm2.model(input_ids=torch.tensor([ids]), use_cache=True)
        for number in continued.ids[5:10]:
            run = smollm2.model(input_ids=torch.tensor([[number]]), past_key_values=run.past_key_values, use_cache=True)
    reading = read_capture(continued.captures["self"])
    assert len(layers) == 30 * 6
    for step in range(1, 6):
        row = 4 + step
        for number in range(30):
            alone = layers[step * 30 + number]
            assert (alone.n_queries, alone.n_keys) == (1, row + 1)
            scores = (alone.queries @ alone.keys_by_head().mT * alone.scale)[:, 0]
            weights = reading.layer_weights(number)[:, row]
            np.testing.assert_allclose(weights[:, : row + 1], torch.softmax(scores, -1), rtol=0, atol=WEIGHTS)
            assert np.isnan(weights[:, row + 1 :]).all()


def test_the_shown_weights_are_those_of_the_models_eager_attention(save):
    loaded = save("llama", unigram(), eos_token_id=59)
    run = run_text(loaded, "the cat", Continuation(7))
    reading = read_capture(run.captures["self"])
    wanted = attentions(eager_twin(loaded), run.ids)
    assert wanted.shape[-1] == len(run.ids) > run.generated_from
    for layer, weights in enumerate(wanted):
        np.testing.assert_allclose(np.nan_to_num(reading.layer_weights(layer)), weights, rtol=0, atol=5e-5)


def test_without_a_continuation_nothing_is_written(smollm2):
    run = run_text(smollm2, TEXT)
    assert (run.written, run.ended, run.generated_from) == ("", False, None)
    assert len(run.ids) == len(run.captures["self"].query_tokens) == 5


def test_the_tokens_that_were_drawn_are_those_that_are_shown(save):
    loaded = save("gpt2", unigram())
    runs = [run_text(loaded, "the cat", Continuation(9, 1.0, seed)) for seed in (0, 0, 1)]
    assert runs[0].ids == runs[1].ids != runs[2].ids
    assert runs[0].written != runs[2].written


def test_a_model_that_does_not_continue_refuses_to(minilm, save):
    for loaded in (minilm, save("bart", unigram())):
        with pytest.raises(InputError, match=r"does not continue a text\. Choose a model that does, such as smollm2"):
            run_text(loaded, "the cat sat", Continuation(2))


def test_a_layer_that_was_not_recorded_is_missed(minilm):
    with pytest.raises(InputError, match="7 attention layers, but 6 could be recorded"):
        run_text(replace(minilm, card=replace(minilm.card, layers=7)), "The cat sat.")


def test_more_than_the_positions_hold_is_refused(smollm2):
    small = replace(smollm2, card=replace(smollm2.card, positions=7))
    with pytest.raises(InputError, match="2 more fit, not 3"):
        run_text(small, TEXT, Continuation(3))
    assert len(run_text(small, TEXT, Continuation(2)).ids) == 7


# What comes next


@pytest.mark.parametrize("position", [0, 4, 7, 10])
def test_the_likeliest_next_are_the_softmax_of_the_models_own_logits(continued, smollm2, position):
    with torch.inference_mode():
        logits = smollm2.model(input_ids=torch.tensor([continued.ids[: position + 1]])).logits[0, -1]
    odds = torch.softmax(logits.double(), dim=-1)
    wanted = odds.topk(5)
    found = continued.likeliest(position, 5)
    assert [each.token_id for each in found] == wanted.indices.tolist()
    # Logits of size 20 after 30 layers in float32: off by 1e-4, and so a probability by as much of itself.
    np.testing.assert_allclose([each.probability for each in found], wanted.values, rtol=1e-3)
    if 4 <= position < 10:
        assert found[0].token_id == continued.ids[position + 1], "the likeliest is what was written"


def test_the_text_of_a_next_token_has_its_space(continued):
    assert continued.likeliest(4, 1)[0].text == " Paris"
    after = {each.text for each in continued.likeliest(5, 20)}
    assert {".", ","} <= after
    assert " and" in after


def test_there_is_nothing_after_a_position_that_there_is_not(continued):
    for position in (-1, 11, 100):
        with pytest.raises(IndexError, match=f"no prediction after position {position}"):
            continued.likeliest(position, 3)


def test_a_model_that_fails_to_say_what_comes_next_is_named(continued, monkeypatch):
    def fail(*_):
        raise AttributeError("no logits")

    monkeypatch.setattr("engine.running.run.likeliest_next", fail)
    with pytest.raises(InputError, match=r"^smollm2 failed to say what comes next \(AttributeError: no logits\)"):
        continued.likeliest(4, 3)


def test_a_token_that_the_vocabulary_does_not_name_is_shown_by_its_number(save):
    """A model may have rows for more tokens than its tokenizer knows."""
    loaded = save("llama", unigram(40))
    known = loaded.tokenizer.get_vocab_size()
    assert known < 60
    for each in run_text(loaded, "the cat sat").likeliest(1, 60):
        if each.token_id >= known:
            assert each.text == f"<{each.token_id}>"
        assert each.text


def test_bytes_that_are_no_whole_character_are_foretold_by_their_piece_and_the_last_by_the_character(smollm2):
    """An owl is of four bytes, and of three tokens here."""
    run = run_text(smollm2, "Here is an owl: 🦉")
    assert len(run.ids) == 8
    texts = {}
    for position in (4, 5, 6):
        found = run.likeliest(position, 300)
        assert all("\ufffd" not in each.text for each in found)
        texts |= {(position, each.token_id): each.text for each in found}
    assert [texts[position, run.ids[position + 1]] for position in (4, 5, 6)] == ["ĠðŁ", "¦", "🦉"]


def test_capped_logits_are_the_models_own(save):
    """Gemma 2 caps its logits after its head: the model is run again."""
    loaded = save("gemma2", unigram())
    run = run_text(loaded, "the cat")
    capped = eager_twin(loaded)
    assert capped.config.final_logit_softcapping
    for position in range(len(run.ids)):
        with torch.inference_mode():
            odds = torch.softmax(capped(input_ids=torch.tensor([run.ids[: position + 1]])).logits[0, -1].double(), -1)
        found = run.likeliest(position, 3)
        np.testing.assert_allclose([each.probability for each in found], odds.topk(3).values, rtol=1e-4)


# Encoders


def test_an_encoder_has_one_kind_and_foretells_nothing(minilm):
    found = read_text("The cat sat on the mat.")
    assert found.kinds == ("self",)
    assert found.likeliest is None
    assert (found.written, found.ended, found.token_ids) == ("", False, ())
    assert found.reading().generated_from is None
    assert found.reading() is found.reading("self") is found.readings["self"]
    with pytest.raises(KeyError):
        found.reading("cross")
    with pytest.raises(IndexError):
        run_text(minilm, "The cat sat.").likeliest(0, 1)


# Encoder-decoders


def test_a_date_is_translated_and_each_query_says_what_it_reads_and_writes():
    found = read_text("the third of may 1999", "dates")
    assert (found.written, found.ended) == ("1999-05-03", True)
    assert found.kinds == ("cross", "encoder", "decoder")
    source = ["the", "third", "of", "may", "1", "9", "9", "9", "</s>"]
    reads, writes = ["<s>", *"1999-05-03"], [*"1999-05-03", "</s>"]
    cross, encoder, decoder = (found.reading(kind) for kind in found.kinds)
    looking = [f"{read} → {written}" for read, written in zip(reads, writes, strict=True)]
    assert [token.text for token in cross.query_tokens] == looking
    assert [token.special for token in cross.query_tokens] == [True, *[False] * 10]
    assert [token.text for token in cross.key_tokens] == source
    assert [token.text for token in encoder.query_tokens] == source
    assert [token.text for token in decoder.query_tokens] == [token.text for token in decoder.key_tokens] == reads
    assert (encoder.rows.visible_keys == 9).all()
    assert (decoder.rows.visible_keys == np.arange(1, 12)).all()
    assert (cross.rows.visible_keys == 9).all()
    assert [each.kind for each in (cross, encoder, decoder)] == ["cross", "encoder", "decoder"]
    assert engine.read("the third of may 1999", "dates").kind == "cross"
    assert engine.read("the third of may 1999", "dates", "encoder").kind == "encoder"


@pytest.mark.parametrize("family", ["marian", "bart", "t5"])
def test_a_translation_and_its_three_attentions_are_the_models_own(save, family, monkeypatch):
    monkeypatch.setattr(writing, "_MOST_TRANSLATED", 30)
    loaded = save(family, unigram(), eos_token_id=59, forced_eos_token_id=None)
    run = run_text(loaded, "the cat sat on the mat")
    eager = eager_twin(loaded)
    ids = torch.tensor([run.ids])
    written = [eager.config.decoder_start_token_id]
    with torch.inference_mode():
        while len(written) < len(run.captures["decoder"].query_tokens) + 1:
            logits = eager(input_ids=ids, decoder_input_ids=torch.tensor([written])).logits[0, -1]
            written.append(int(logits.argmax()))
        wanted = eager(input_ids=ids, decoder_input_ids=torch.tensor([written[:-1]]), output_attentions=True)
    assert run.written == loaded.tokenizer.decode(written)
    for kind, capture in run.captures.items():
        assert capture.kind == kind
        assert capture.n_layers == FAMILIES[family].layers[kind]
        reading = read_capture(capture)
        for layer, weights in enumerate(getattr(wanted, f"{kind}_attentions")):
            found = np.nan_to_num(reading.layer_weights(layer))
            # As in test_families.
            np.testing.assert_allclose(found, weights[0], rtol=0, atol=5e-5)
    assert run.hidden is None
    with pytest.raises(IndexError):
        run.likeliest(0, 1)


# Progress


def shares_of(said: list[tuple[float, str]]) -> list[float]:
    return [round(share, 9) for share, _ in said]


@pytest.mark.parametrize(
    ("model", "text", "continuation", "steps"),
    [
        ("minilm", "The cat sat.", None, ["Running layer 1 of 6"]),
        ("minilm", "cat " * 300, None, ["Running layer 6 of 6", "Measuring layer 6 of 6"]),
        ("smollm2", TEXT, Continuation(3), ["Writing token 1 of 3", "Writing token 3 of 3", "Running layer 30 of 30"]),
        ("dates", "the third of may 1999", None, ["Writing token 1", "Writing token 11", "Running layer 6 of 6"]),
    ],
    ids=["short", "long", "continued", "translated"],
)
def test_progress_never_falls_and_ends_at_1(model, text, continuation, steps):
    said = []
    read_text(text, model, continuation=continuation, progress=lambda share, step: said.append((share, step)))
    assert shares_of(said) == sorted(shares_of(said))
    assert 0 < said[0][0] < 0.5
    assert said[-1][0] == 1
    assert set(steps) <= {step for _, step in said}


@pytest.mark.parametrize("within", ["Writing token 2 of 4", "Running layer 7 of 30", "Measured every head"])
def test_what_progress_raises_cancels_the_run_and_leaves_nothing_behind(smollm2, within):
    class Cancelled(Exception):
        pass

    said = []

    def cancel(share, step):
        said.append(step)
        if step == within:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_text(TEXT, "smollm2", continuation=Continuation(4), progress=cancel)
    assert said[-1] == within, "it went on"
    assert _recorded.get() is None
    assert run_text(smollm2, TEXT, Continuation(1)).written == " Paris"
