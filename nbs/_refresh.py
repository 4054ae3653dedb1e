"""Run notebooks and save what they show: `python nbs/_refresh.py [NOTEBOOK ...]`, all of them when none is named.

Cells run in nbdev's own shell under the rules of its tests (`tst_flags`, `#| eval: false`; `NB_FLAGS="slow cuda"` switches flags on).
Outputs go back by cell id, a skipped cell keeps the ones it has, a failing cell shows its traceback and leaves the file alone.
Stderr (warnings, progress bars) is for the terminal, widget state for a kernel: neither is saved. A second run changes nothing.
"""
import json, os, re, subprocess, sys, traceback
from pathlib import Path

os.environ.setdefault('IN_TEST', '1')
os.environ.setdefault('HF_HUB_OFFLINE', '1')
os.environ.setdefault('OMP_NUM_THREADS', '2')
os.environ.setdefault('OMP_WAIT_POLICY', 'passive')

WIDGET = 'application/vnd.jupyter.widget-view+json'
KERNEL = dict(kernelspec=dict(display_name='python3', language='python', name='python3'))
ansi = re.compile(r'\x1b\[[0-9;?]*[A-Za-z]')
wall = re.compile(r'^(CPU times|Wall time):.*$\n?', re.M)
taken = re.compile(r'\d[\d.,]*(?=\s*(?:ns|[µu]s|ms|s|sec|seconds|min|minutes|h|(?:images|scenes|steps|it|img)/s|(?:images|scenes|steps) a second)\b)')


def skipped(cell, flags):
    "nbdev's rule in `nbdev.test.test_nb`: not code, `#| eval: false`, or a flag that is switched off."
    marks = getattr(cell, 'directives_', None) or {}
    return cell.cell_type != 'code' or marks.get('eval:', [''])[0].lower() == 'false' or bool(flags & marks.keys())


def plain(text):
    "`text` as a page shows it: no colours, no overwritten progress lines, no `%%time` report."
    text = wall.sub('', ansi.sub('', ''.join(text)))
    return [line.rpartition('\r')[2] for line in text.replace('\r\n', '\n').splitlines(True)]


def tidy(outputs):
    "The outputs worth keeping, as nbformat dicts."
    res = []
    for o in json.loads(json.dumps(outputs)):
        if o['output_type'] == 'stream':
            o['text'] = plain(o['text'])
            if o['name'] == 'stderr' or not ''.join(o['text']).strip(): continue
        elif 'data' in o:
            if o['data'].pop(WIDGET, None) and not any(k.startswith('image/') for k in o['data']): continue
            for k, v in o['data'].items():
                if k.startswith('text/'): o['data'][k] = plain(v)
        res.append(o)
    return res


def same(old, new):
    "Equal but for durations and speeds?"
    a, b = (taken.sub('#', json.dumps(o, sort_keys=True, ensure_ascii=False)) for o in (old, new))
    return re.sub(r'[ \-]+', ' ', a) == re.sub(r'[ \-]+', ' ', b)


def refresh(path):
    "Run `path` and write its outputs back; True when every cell ran."
    from execnb.nbio import write_nb
    from execnb.shell import CaptureShell
    from nbdev.clean import clean_nb
    from nbdev.config import get_config
    from nbdev.frontmatter import FrontmatterProc
    from nbdev.process import NBProcessor
    cfg = get_config()
    flags = set(cfg.tst_flags.split()) - set(os.environ.get('NB_FLAGS', '').split())
    nb, shell = NBProcessor(path, procs=FrontmatterProc, process=True).nb, CaptureShell(path, mpl_format='png')
    ran, home = {}, os.getcwd()
    sys.path.insert(0, str(cfg.config_path))
    os.chdir(path.parent)
    try:
        for cell in nb.cells:
            if skipped(cell, flags): continue
            outputs = shell.run(cell.source)
            for o in outputs:
                if o['output_type'] == 'stream' and o['name'] == 'stderr': sys.stderr.write(''.join(o['text']))
            if shell.exc is not None:
                print(f'{path.name}: cell {cell.id} failed\n\n{cell.source}\n', file=sys.stderr)
                traceback.print_exception(shell.exc)
                return False
            ran[cell.id] = tidy(outputs)
    finally: os.chdir(home)
    before = path.read_text(encoding='utf-8')
    page = json.loads(before)
    for cell in page['cells']:
        if cell.get('id') in ran and not same(cell['outputs'], ran[cell['id']]): cell['outputs'] = ran[cell['id']]
    page['metadata'] = KERNEL
    clean_nb(page, clean_ids=cfg.clean_ids)
    write_nb(page, path)
    print(f"{path.name}: {len(ran)} cells ran, {'saved' if path.read_text(encoding='utf-8') != before else 'nothing changed'}")
    return True


def main(args):
    paths = [Path(a).resolve() for a in args] or sorted(p for p in Path(__file__).parent.resolve().glob('*.ipynb') if p.name[0] not in '_.')
    if len(paths) == 1: return 0 if refresh(paths[0]) else 1
    bad = [p.name for p in paths if subprocess.run([sys.executable, __file__, str(p)]).returncode]   # a fresh process each, as a kernel would be
    if bad: print('failed:', *bad, file=sys.stderr)
    return 1 if bad else 0


if __name__ == '__main__': sys.exit(main(sys.argv[1:]))
