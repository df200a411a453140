"""Arrays of an .npz file, each looked at before it is unpacked."""

import io
import math
import zipfile
from typing import Any

import numpy as np

from engine.errors import InputError
from engine.matrices.fields import check_names
from engine.matrices.input import MATRIX_NAMES, SPOKEN


def npz_fields(content: bytes, name: str, most_bytes: int) -> dict[str, Any]:
    """The arrays of an .npz file, each checked by its header before it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            fields = {member.filename.removesuffix(".npy"): member for member in members}
            check_names(fields, name)
            if len(fields) < len(members):
                raise InputError(f"{name} holds two arrays of the same name. Keep one of them.")
            unpacked = sum(member.file_size for member in members)
            if unpacked > most_bytes:
                raise InputError(
                    f"{name} unpacks to {unpacked:,} bytes; at most {most_bytes:,} are read. Give smaller matrices."
                )
            return {key: _npy_value(_unpack(archive, member), key, name) for key, member in fields.items()}
    except InputError:
        raise
    except Exception:  # zipfile and its decompressors raise a dozen types for a damaged file.
        raise InputError(f"{name} is not an .npz file that can be read. Write it again with numpy.savez.") from None


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A member, up to the size that the directory states, whatever it would really unpack to.

    Reading with a size is what bounds the memory: ZipFile.read unpacks first and cuts off after.
    """
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile("not a compression that NumPy writes")
    with archive.open(member) as file:
        return file.read(member.file_size)


def _npy_value(content: bytes, key: str, name: str) -> Any:
    """One array of an .npz: numbers as an array, a single value as itself, names as a list."""
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    read_header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read_header(file)
    if dtype.hasobject:
        raise InputError(f"{name}: {key} holds pickled objects, which are never opened. Save an array of numbers.")
    if dtype.kind not in "biufU":
        raise InputError(f"{name}: {key} holds {dtype.name} values. Save an array of real numbers.")
    # The array is only made once its bytes are known to be there.
    if math.prod(shape) * dtype.itemsize > len(content):
        raise InputError(f"{name}: {key} is cut off. Write the file again with numpy.savez.")
    array = np.load(io.BytesIO(content), allow_pickle=False)
    if key in MATRIX_NAMES:
        if dtype.kind in "bU":
            raise InputError(f"{name}: {SPOKEN[key]} must be numbers; got {dtype.name}.")
        return array
    return array if key == "mask" and array.ndim else array.tolist()
