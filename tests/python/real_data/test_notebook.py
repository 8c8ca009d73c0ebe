"""The notebook runs from top to bottom, and is kept without what it shows."""

import json
from pathlib import Path

import pytest
from conftest import ROOT, STORE

NOTEBOOK = ROOT / "examples" / "rehearsal.ipynb"


def test_the_notebook_is_kept_without_output() -> None:
    kept = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    for cell in kept["cells"]:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)
    assert NOTEBOOK.stat().st_size < 10_000


@pytest.mark.skipif(bool(STORE), reason="the notebook's book is in memory")
def test_the_notebook_runs_and_plots(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for needed in ("matplotlib", "ipykernel"):
        pytest.importorskip(needed)
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(NOTEBOOK.parent)}}
    ).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    printed = "".join(output.text for output in outputs if output.get("name") == "stdout")
    assert printed == "revenue 1353703.29 -> 1396256.19, margin 387439.68 -> 429992.58\n"
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 3
