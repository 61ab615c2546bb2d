"""The kernels without Numba: the same source, the same answers."""

import subprocess
import sys
from pathlib import Path

from asili.engine.custody_graph import back, by_group, forward, ranks, uncertainty
from asili.engine.custody_graph.compiled import COMPILED
from tests.engine.custody_graph.oracle import pile

ROOT = Path(__file__).parents[3]
BLOCKED = "import sys; sys.modules['numba'] = None; import runpy; runpy.run_path(sys.argv[1])"


def answers() -> list[object]:
    """Everything the kernels compute for one network, in full precision."""
    graph = pile(6).graph()
    origin = back(graph, 29)
    reach = forward(graph, [0, 3, 8])
    estimate = uncertainty(
        graph, 29, [10.0, 20.0], [0.01, 0.02], [node % 4 - 1 for node in range(graph.nodes)],
        [[0.02, 0.03]] * len(graph.share), [e % 5 - 1 for e in range(len(graph.share))],
        [[0.1, 0.2]] * 4,
    )  # fmt: skip
    arrays = (
        origin.nodes, origin.through, reach.nodes, reach.share, ranks(graph.network),
        by_group(origin, [0] * graph.nodes), estimate.amount, estimate.u,
    )  # fmt: skip
    return [array.round(12).tolist() for array in arrays]


def test_plain_python_gives_the_answers_of_compiled_code() -> None:
    run = subprocess.run(
        [sys.executable, "-c", BLOCKED, __file__],
        env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        capture_output=True,
        text=True,
        check=True,
    )
    plain, *found = run.stdout.splitlines()
    assert plain == "False"
    assert found == [str(answer) for answer in answers()]


def test_numba_is_loaded_by_the_first_call_and_not_before() -> None:
    script = (
        "import sys, numpy as np\n"
        "from asili.engine.custody_graph import structure\n"
        "assert 'numba' not in sys.modules\n"
        "first = structure._ranks\n"
        "for ranks in (first, structure._ranks):\n"
        "    ranks(np.array([0, 0, 1]), np.array([0]))\n"
        f"assert ('numba' in sys.modules) is {COMPILED}\n"
    )
    subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": str(ROOT / "src")}, check=True
    )


def test_importing_the_engine_loads_neither_django_nor_a_database_driver() -> None:
    modules = ["codes", "merkle", "signing", "apportion", "custody_graph"]
    script = "".join(f"import asili.engine.{module}\n" for module in modules) + (
        "import sys\nassert not {'django', 'sqlite3', 'psycopg'} & set(sys.modules)\n"
    )
    subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": str(ROOT / "src")}, check=True
    )


if __name__ == "<run_path>":
    print(COMPILED, *answers(), sep="\n")  # noqa: T201
