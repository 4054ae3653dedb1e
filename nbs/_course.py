"""Bring up to date what the course says in several places: `python nbs/_course.py`.

Minutes on top of every page and in the README's table, badges, the cell that installs the package in Colab, and what the checks of the exercises
say of the wrong answers. The tests `test_course` and `test_exercises` say when it is time. A second run changes nothing.
"""
import hashlib, html, json, os, re, sys
from pathlib import Path

os.environ.setdefault('OMP_NUM_THREADS', '2')
os.environ.setdefault('HF_HUB_OFFLINE', '1')
sys.path.insert(0, str(Path(__file__).parents[1]))

from vmt_nb.tests.test_course import PROMISE, badge, concepts, exercises, install, minutes, promise
from vmt_nb.tests.test_exercises import ROOT, as_on_a_page, run_exercise


def cell(page, kind, text):
    "A new cell, with an id that another run would give it, too."
    c = dict(cell_type=kind, id=hashlib.sha256(f'{page.name}/{kind}/top'.encode()).hexdigest()[:8], metadata={}, source=text.splitlines(True))
    return c | dict(execution_count=None, outputs=[]) if kind == 'code' else c


def top(page, cells):
    "Badge, promise and installing cell, behind the title; lines of the promise are kept."
    text = [''.join(c['source']) for c in cells]
    title = next(i for i, (c, s) in enumerate(zip(cells, text)) if c['cell_type'] == 'markdown' and s.startswith('# '))
    teaches = page in concepts()
    line = '**After this page you can** (reading {} min, exercises {} min)'.format(*minutes(page)) if teaches else ''
    head = next((i for i, s in enumerate(text[:5]) if cells[i]['cell_type'] == 'markdown' and '[![Open in Colab]' in s), None)
    if head is None:
        head = title + 1
        cells.insert(head, cell(page, 'markdown', badge(page) + (f'\n\n{line}\n\n- (two to four lines)' if teaches else '')))
        text.insert(head, ''.join(cells[head]['source']))
    s = re.sub(r'\[!\[Open in Colab\].*\)$', badge(page), text[head], flags=re.M)
    old = promise(page)
    if teaches and not (old and (old[1] == minutes(page)[1]) and abs(old[0] - minutes(page)[0]) < 5): s = PROMISE.sub(line, s)
    cells[head]['source'] = s.splitlines(True)
    ours = [i for i, s in enumerate(text) if "'google.colab' in sys.modules" in s and cells[i]['cell_type'] == 'code']
    if not ours: cells.insert(head + 1, cell(page, 'code', install()))
    for i in ours: cells[i]['source'] = install().splitlines(True)


def quotes(page, cells):
    "What each check says of the wrong answer, as it stands in the fold."
    for e in exercises(page):
        if not (e.wrong and e.call): continue
        with as_on_a_page(): words = html.escape(' '.join(run_exercise(e).split()), quote=False)
        i = next(i for i, c in enumerate(cells) if e.call in ''.join(c['source']) and '**Exercise**' in ''.join(c['source']))
        cells[i]['source'] = re.sub(r'<em>[^<]*</em> </details>\s*$', lambda m: f'<em>{words}</em> </details>', ''.join(cells[i]['source'])).splitlines(True)


def main():
    for page in [*concepts(), ROOT/'nbs'/'index.ipynb']:
        before = page.read_text(encoding='utf-8')
        nb = json.loads(before)
        top(page, nb['cells'])
        if 'quick' not in sys.argv[1:]: quotes(page, nb['cells'])
        after = json.dumps(nb, indent=1, ensure_ascii=False) + '\n'
        if after != before: page.write_text(after, encoding='utf-8'); print(page.name)
    readme = (ROOT/'README.md').read_text(encoding='utf-8')
    new = readme
    for page in concepts():
        if said := promise(page): new = re.sub(rf'^(\| \[{re.escape(page.stem)}\]\([^|]*\|[^|]*\|[^|]*\|)(?: \d+ \+ \d+ \|)?$', rf'\1 {said[0]} + {said[1]} |', new, flags=re.M)
    if new != readme: (ROOT/'README.md').write_text(new, encoding='utf-8'); print('README.md')


if __name__ == '__main__': main()
