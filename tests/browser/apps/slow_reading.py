"""The Sentence page where a long text takes half a minute, so that one can do something else meanwhile.

?jobs lists the texts that were asked for instead, and how each ended.
"""

import runpy
import time
from pathlib import Path

import streamlit as st

from engine.reading import jobs
from pages.parts.sentence.readings import all_readings

ROOT = Path(__file__).parents[3]
TAKES = 30


def _slowed(read):
    def slowly(job):
        if len(job.wanted.text) < 1_000:
            return read(job)
        for tenth in range(10 * TAKES):
            job.report(tenth / (10 * TAKES), "Reading slowly")
            time.sleep(0.1)
        return read(job)

    return slowly


if not hasattr(jobs, "slowed"):
    jobs.slowed = True
    jobs._read = _slowed(jobs._read)

if "jobs" in st.query_params:
    asked = all_readings()._jobs
    st.text(f"{len(asked)} kept: " + ", ".join(f"{len(wanted.text)} {job.done}" for wanted, job in asked.items()))
else:
    runpy.run_path(str(ROOT / "pages" / "sentence.py"))
