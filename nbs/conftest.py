"""Every notebook is one pytest test, run by nbdev's own runner: `pytest nbs/06_adapter.ipynb`, `NB_FLAGS="slow cuda" pytest`."""
import contextlib, io, os, sys

os.environ.setdefault('OMP_NUM_THREADS', '2')           # before anything imports torch
os.environ.setdefault('OMP_WAIT_POLICY', 'passive')     # threads that spin for a busy core make small tensors five times slower
os.environ.setdefault('HF_HUB_OFFLINE', '1')            # a notebook that wants the network is a notebook that fails elsewhere

import pytest


def pytest_collect_file(file_path, parent):
    if file_path.suffix == '.ipynb' and file_path.name[0] not in '_.': return Notebook.from_parent(parent, path=file_path)


class NotebookFailed(Exception): "What nbdev's runner wrote: the cell and its traceback."


class Notebook(pytest.File):
    def collect(self): yield Cells.from_parent(self, name='notebook')


class Cells(pytest.Item):
    "All the cells of a notebook, minus those that `tst_flags` or `#| eval: false` skip."
    def runtest(self):
        from nbdev.config import get_config
        from nbdev.test import test_nb
        err = io.StringIO()
        with as_found(self.path.parent), contextlib.redirect_stderr(err):
            cfg = get_config()
            ok, _ = test_nb(self.path, skip_flags=cfg.tst_flags.split(), force_flags=os.environ.get('NB_FLAGS', '').split(), basepath=cfg.config_path)
        if not ok: raise NotebookFailed(err.getvalue())

    def repr_failure(self, excinfo):
        return str(excinfo.value) if isinstance(excinfo.value, NotebookFailed) else super().repr_failure(excinfo)

    def reportinfo(self): return self.path, None, self.path.name


@contextlib.contextmanager
def as_found(nbs):
    "Notebooks share one process: each starts like a fresh kernel, and nothing it changes outlives it."
    import matplotlib.pyplot as plt, torch
    home, env, path, main, hook = os.getcwd(), dict(os.environ), sys.path[:], sys.modules['__main__'], sys.displayhook
    dtype, threads, grad = torch.get_default_dtype(), torch.get_num_threads(), torch.is_grad_enabled()
    torch.default_generator.manual_seed(67280421310721)      # the seed torch starts with
    os.chdir(nbs)
    try:
        with plt.rc_context(): yield
    finally:
        plt.close('all'); os.chdir(home)
        os.environ.clear(); os.environ.update(env)           # IN_TEST among them
        sys.path[:], sys.modules['__main__'], sys.displayhook = path, main, hook
        torch.set_default_dtype(dtype); torch.set_num_threads(threads); torch.set_grad_enabled(grad)


def pytest_terminal_summary(terminalreporter):
    n = {k: sum(r.nodeid.endswith('.ipynb::notebook') for r in terminalreporter.stats.get(k, []) if getattr(r, 'when', None) == 'call') for k in ('passed', 'failed')}
    if sum(n.values()): terminalreporter.write_line(f"notebooks: {n['passed']} of {sum(n.values())} ran top to bottom")
    if path := os.environ.get('NB_TIMES'): times(path, {r.fspath.rpartition('/')[2]: r.duration for r in terminalreporter.stats.get('passed', []) if r.nodeid.endswith('.ipynb::notebook')})


def times(path, seconds):
    "How long each page took, with the machine: `NB_TIMES=data/results/notebook_times.json pytest nbs`."
    import json
    from vmt_nb.core import environment
    result = dict(command='NB_TIMES=data/results/notebook_times.json pytest nbs', environment=environment(), load=os.getloadavg()[0], seconds={p: round(s, 1) for p, s in seconds.items()})
    with open(path, 'w') as out: out.write(json.dumps(result, indent=1) + '\n')
