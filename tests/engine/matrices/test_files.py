"""Matrices in files: what is read, what comes back, and what is refused."""

import io
import json
import pickle
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.errors import InputError
from engine.matrices import files
from engine.matrices.files import read_csv_matrix, read_json, read_matrices, write_json
from engine.matrices.input import MATRIX_NAMES, MatrixInput

FIELDS = {"queries": [[1, 0]], "keys": [[1, 0], [0.5, 1]], "values": [[1, 2, 3], [4, 5, 6]]}


def same(one, other):
    """Whether two inputs are exactly alike, to the sign of zero."""
    for name in MATRIX_NAMES:
        a, b = getattr(one, name), getattr(other, name)
        if (a is None) != (b is None) or (a is not None and (a.shape != b.shape or a.tobytes() != b.tobytes())):
            return False
    masks_alike = type(one.mask) is type(other.mask) and np.array_equal(one.mask, other.mask)
    names = ("heads", "scale", "query_tokens", "key_tokens")
    return masks_alike and [repr(getattr(one, n)) for n in names] == [repr(getattr(other, n)) for n in names]


def npz(**arrays_by_name):
    file = io.BytesIO()
    np.savez_compressed(file, **arrays_by_name)
    return file.getvalue()


FULL = {
    "queries": np.arange(12.0).reshape(3, 4),
    "keys": np.arange(12.0).reshape(3, 4) / 7,
    "values": np.arange(6.0).reshape(3, 2),
    "w_o": np.arange(10.0).reshape(2, 5),
    "heads": 2,
    "scale": 2.5,
    "mask": np.arange(9).reshape(3, 3) % 2 == 0,
}


def test_json_is_read_with_every_field():
    text = json.dumps(
        FIELDS | {"heads": 1, "scale": 2, "mask": [[True, False]], "query_tokens": ["who"], "key_tokens": ["a", "ü"]}
    )
    m = read_matrices(text.encode(), "m.json")
    np.testing.assert_array_equal(m.keys, FIELDS["keys"])
    assert (m.heads, m.scale, m.query_tokens, m.key_tokens) == (1, 2.0, ("who",), ("a", "ü"))
    assert m.scale is not True
    np.testing.assert_array_equal(m.mask, [[True, False]])


def test_what_is_left_out_or_null_has_its_default():
    m = read_matrices(json.dumps(FIELDS | {"w_o": None, "mask": None}).encode(), "m.json")
    assert (m.heads, m.scale, m.mask, m.w_o) == (1, True, "none", None)


def test_tokens_name_queries_and_keys():
    m = read_json(json.dumps(FIELDS | {"queries": [[1, 0], [0, 1]], "tokens": ["a", "b"]}), "m.json")
    assert m.query_tokens == m.key_tokens == ("a", "b")


def test_a_file_is_read_by_its_path(tmp_path):
    path = tmp_path / "m.json"
    path.write_text("\ufeff" + json.dumps(FIELDS), encoding="utf-8")
    np.testing.assert_array_equal(read_matrices(path).keys, FIELDS["keys"])
    np.testing.assert_array_equal(read_matrices(str(path)).keys, FIELDS["keys"])
    (tmp_path / "m.npz").write_bytes(npz(**FIELDS))
    np.testing.assert_array_equal(read_matrices(tmp_path / "m.npz").keys, FIELDS["keys"])
    with pytest.raises(InputError, match=r"none\.json cannot be read: No such file or directory"):
        read_matrices(tmp_path / "none.json")


def test_npz_is_read_with_every_field():
    tokens = np.array(["a", "b", "c"])
    assert same(
        read_matrices(npz(**FULL, tokens=tokens), "m.npz"),
        MatrixInput(**FULL, query_tokens=("a", "b", "c"), key_tokens=("a", "b", "c")),
    )
    integers = read_matrices(npz(**FIELDS, mask="causal", scale=False), "m.npz")
    assert (integers.mask, integers.scale, integers.queries.dtype) == ("causal", False, np.float64)
    assert read_matrices(npz(**FIELDS), "no ending").mask == "none"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"querys": [[1]]}, "m.json: “querys” is not known. The names are queries, keys, values, x,"),
        ({"keys": [[1, 0], [1]]}, "m.json: K (keys): Row 2 has 1 number, row 1 has 2."),
        ({"keys": [[1, 0], [1, "x"]]}, 'm.json: K (keys): Row 2, column 2: “"x"” is not a number.'),
        ({"keys": [[1, 0], [1, True]]}, "Row 2, column 2: “true” is not a number."),
        ({"keys": [[1, 0], [1, None]]}, "Row 2, column 2: “null” is not a number."),
        ({"keys": [1, 0]}, "m.json: K (keys) must be a list of rows"),
        ({"keys": []}, "must be a list of rows"),
        ({"keys": [[]]}, "must be a list of rows"),
        ({"keys": "[[1, 0]]"}, "must be a list of rows"),
        ({"keys": [[1, 0], [float("nan"), 1]]}, "m.json: K (keys): Row 2, column 1 is nan."),
        ({"keys": [[1, 0], [float("-inf"), 1]]}, "Row 2, column 1 is -inf."),
        ({"keys": [[1, 0], [1e300, 1]]}, "Row 2, column 1 is 1e+300."),
        ({"keys": [[1, 0], [10**400, 1]]}, "Row 2, column 1 is inf."),
        ({"keys": [[1, 0, 1]]}, "m.json: K (keys) must have as many columns as Q (queries)"),
        ({"heads": 3}, "m.json: 3 heads cannot split"),
        ({"heads": "2"}, "m.json: The number of heads must be a whole number from 1; got 2."),
        ({"heads": 10**400}, "heads cannot split"),
        ({"scale": "on"}, "m.json: The scale must be true, false or a number to divide by; got on."),
        ({"scale": 0}, "m.json: The scores can be divided by a number from"),
        ({"mask": [[1, 0]]}, "m.json: The mask holds zeros and ones"),
        ({"mask": [[True], [True, False]]}, "m.json: Every row of the mask must have as many cells"),
        ({"mask": [[True], [False]]}, "1 row x 2 columns; got 2 rows x 1 column."),
        ({"mask": "causal "}, "m.json: The mask must be none, causal or cells"),
        ({"tokens": ["a", "b"]}, "m.json: There must be 1 query token, one a row; got 2."),
        ({"query_tokens": ["a"]}, "m.json: query_tokens and key_tokens go together."),
        ({"tokens": ["a"], "query_tokens": ["a"]}, "m.json: give either tokens, or query_tokens with key_tokens."),
        ({"query_tokens": [1], "key_tokens": [1, 2]}, "m.json: The query tokens must be a list of names in quotes."),
        ({"tokens": "ab"}, "m.json: tokens must be a list of names"),
        ({"tokens": []}, "m.json: tokens must be a list of names"),
        ({"x": [[1]]}, "m.json: Give either Q, K and V or X with W_Q, W_K and W_V; got both."),
        ({"values": None}, "m.json: Give Q, K and V together; V (values) is missing."),
    ],
)
def test_json_that_cannot_be_used_is_refused_in_one_line(changes, message):
    with pytest.raises(InputError) as error:
        read_matrices(json.dumps(FIELDS | changes).encode(), "m.json")
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b'{"queries": [[1, 0]],\n "keys" [[1]]}', "m.json", "m.json is not JSON: Expecting ':' delimiter in line 2"),
        (b"", "m.json", "m.json is not JSON: Expecting value in line 1, column 1."),
        (b"[[1]]", "m.json", "m.json must be a JSON object like"),
        (b'{"heads": 1, "heads": 2}', "m.json", "m.json: “heads” is given twice."),
        (b"[" * 200_000, "m.json", "m.json: the brackets are nested too deeply."),
        (b'{"heads": ' + b"1" * 5000 + b"}", "m.json", "m.json: a number has too many digits."),
        (b"\xff\xfe", "m.json", "m.json is not JSON"),
        (b"1,2", "q.csv", "q.csv: a .csv holds a single matrix."),
        (b"\x93NUMPY", "q.npy", "q.npy: an .npy holds a single array. Of weights alone"),
        (b"not a zip", "m.npz", "m.npz is not an .npz file that can be read."),
        (npz(**FIELDS)[:-30], "m.npz", "m.npz is not an .npz file that can be read."),
        (npz(**FIELDS, other=[1]), "m.npz", "m.npz: “other” is not known."),
        (npz(**FIELDS | {"keys": [["a"]]}), "m.npz", "m.npz: K (keys) must be numbers; got"),
        (npz(**FIELDS | {"keys": [[1j]]}), "m.npz", "m.npz: keys holds complex128 values."),
        (npz(**FIELDS | {"keys": [[True]]}), "m.npz", "m.npz: K (keys) must be numbers; got bool."),
        (npz(**FIELDS, mask=[[1.0, 0.0]]), "m.npz", "m.npz: The mask holds zeros and ones"),
        (npz(**FIELDS, tokens="ab"), "m.npz", "m.npz: tokens must be a list of names"),
        (npz(**FIELDS, scale=[2.0]), "m.npz", "m.npz: The scale must be true, false or a number"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(content, name, message):
    with pytest.raises(InputError) as error:
        read_matrices(content, name)
    assert message in str(error.value)


class Bomb:
    """Pickled, it notes that it was opened."""

    opened = False

    def __reduce__(self):
        return (setattr, (Bomb, "opened", True))


def test_a_pickled_object_is_refused_and_never_opened():
    content = npz(**FIELDS | {"keys": np.array([[Bomb()]], dtype=object)})
    with pytest.raises(InputError, match=r"m\.npz: keys holds pickled objects, which are never opened\."):
        read_matrices(content, "m.npz")
    with pytest.raises(InputError, match="not text in UTF-8"):
        read_matrices(pickle.dumps(Bomb()), "m.json")
    assert not Bomb.opened


def zipped(members, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def test_a_zip_bomb_is_refused_by_its_stated_size():
    bomb = zipped({"queries.npy": npy(np.zeros((1, 3_000_000)))})
    assert len(bomb) < 100_000
    with pytest.raises(InputError, match=r"m\.npz unpacks to 24,000,128 bytes; at most 16,000,000 are read"):
        read_matrices(bomb, "m.npz")


def test_a_zip_bomb_that_lies_about_its_size_is_not_unpacked():
    content = npy(np.zeros((1, 10_000_000)))
    bomb = zipped({"queries.npy": content})
    # Both of the zip's directories say 1,000 bytes instead of 80 million.
    lying = bomb.replace(len(content).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != bomb
    tracemalloc.start()
    with pytest.raises(InputError):
        read_matrices(lying, "m.npz")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


def test_a_header_that_promises_more_than_there_is_is_refused():
    header = npy(np.zeros((1, 1))).replace(b"(1, 1)", b"(9, 9)")
    with pytest.raises(InputError, match="queries is cut off"):
        read_matrices(zipped({"queries.npy": header}), "m.npz")


def test_a_compression_that_numpy_does_not_write_is_refused():
    with pytest.raises(InputError, match=r"not an \.npz file that can be read"):
        read_matrices(zipped({"queries.npy": npy(np.ones((1, 2)))}, zipfile.ZIP_LZMA), "m.npz")


def test_a_file_over_the_limit_is_refused_with_its_size(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 100)
    with pytest.raises(InputError, match=r"m\.json has 101 bytes; at most 100 are read"):
        read_matrices(b" " * 101, "m.json")
    (tmp_path / "m.json").write_bytes(b" " * 500)
    with pytest.raises(InputError, match="at most 100 are read"):
        read_matrices(tmp_path / "m.json")


def test_a_csv_holds_one_matrix():
    np.testing.assert_array_equal(read_csv_matrix(b"1,2.5\r\n3,4\r\n", "q.csv"), [[1, 2.5], [3, 4]])
    np.testing.assert_array_equal(read_csv_matrix(b"\xef\xbb\xbf1;2.5\n3;4", "q.csv"), [[1, 2.5], [3, 4]])
    with pytest.raises(InputError, match=r"q\.csv: Row 1, column 1: “a” is not a number\. If the first row is a head"):
        read_csv_matrix(b"a,b\n1,2\n", "q.csv")
    with pytest.raises(InputError, match=r"q\.csv is not text in UTF-8"):
        read_csv_matrix(b"\xff1", "q.csv")
    with pytest.raises(InputError, match=r"q\.csv has 2,000,001 bytes"):
        read_csv_matrix(b"1" * 2_000_001, "q.csv")
    with pytest.raises(InputError, match="This has 3 rows; at most 2 fit"):
        read_csv_matrix(b"1\n2\n3", "q.csv", max_rows=2)


def floats(*shape):
    return arrays(np.float64, shape, elements=st.floats(-1e30, 1e30))


names = st.text(min_size=1, max_size=5).filter(str.strip)


@st.composite
def entered(draw):
    """What may be entered for 3 tokens: both ways to give matrices, every scale and mask, any names."""
    if draw(st.booleans()):
        fields = {"queries": draw(floats(3, 4)), "keys": draw(floats(3, 4)), "values": draw(floats(3, 2))}
    else:
        fields = {"x": draw(floats(3, 5)), "w_q": draw(floats(5, 4)), "w_k": draw(floats(5, 4))}
        fields["w_v"] = draw(floats(5, 2))
    return dict(
        fields,
        w_o=draw(st.none() | floats(2, 3)),
        heads=draw(st.sampled_from([1, 2])),
        scale=draw(st.booleans() | st.floats(1e-20, 1e30)),
        mask=draw(st.sampled_from(["none", "causal"]) | arrays(bool, (3, 3))),
        query_tokens=draw(st.just(()) | st.tuples(names, names, names)),
        key_tokens=draw(st.just(()) | st.tuples(names, names, names)),
    )


@given(entered())
def test_what_is_written_reads_back_exactly(fields):
    m = MatrixInput(**fields)
    assert same(read_json(write_json(m), "m.json"), m)


def test_written_json_has_a_field_a_line_and_no_needless_digits():
    assert write_json(MatrixInput(**FIELDS, scale=False)) == (
        '{\n "queries": [[1, 0]],\n "keys": [[1, 0], [0.5, 1]],\n "values": [[1, 2, 3], [4, 5, 6]],\n'
        ' "heads": 1,\n "scale": false,\n "mask": "none"\n}\n'
    )


def test_the_check_of_likeness_sees_a_difference():
    for change in ({"heads": 1}, {"scale": True}, {"mask": "none"}, {"w_o": None}, {"keys": -FULL["keys"]}):
        assert not same(MatrixInput(**FULL), MatrixInput(**(FULL | change)))
