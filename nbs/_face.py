"""The README's pictures: `python nbs/_face.py` writes nbs/images/demo.gif, compare.png and cost.png.

`compare.png` and `cost.png` are drawn from the files under data/results; `python nbs/_face.py plots` draws only these.

The desk of a `Demo` is driven in code: tasks switched on one after another, adapters off and on, then merged, then beside the truth. Every frame is what
`draw` and `bill` of `vmt_nb.widgets` say, under a strip that shows which switches are on; the milliseconds are those of the machine that ran it.
"""
import io, json, os, re, sys
from pathlib import Path

os.environ.setdefault('OMP_NUM_THREADS', '2')
os.environ.setdefault('HF_HUB_OFFLINE', '1')
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from PIL import Image, ImageColor, ImageDraw
from vmt_nb.compare import plot_price, rows_of, runs_of
from vmt_nb.model import METHODS
from vmt_nb.predict import _font, entries
from vmt_nb.viz import INK, png, style
from vmt_nb.widgets import Demo, bill, draw

WIDTH, GREY, FAINT = 168, '#D5D8DC', '#8A9099' # px of one picture; frame and name of what is off


def script(names):
    "What is on in every frame, and for how long: (tasks, what `switch` gets, view, seconds)."
    for n in range(1, len(names) + 1): yield names[:n], {}, 'answer', 1.
    yield names, dict(adapters=False), 'answer', 2.
    yield names, {}, 'answer', 1.
    yield names, dict(merged=True), 'answer', 1.5
    yield names, {}, 'split', 2.5


def strip(desk, on, view, width):
    "One row of switches, as they stand; drawn twice as large and shrunk, for smooth corners."
    im, x = Image.new('RGB', (2*width, 80), 'white'), 16
    pen, font = ImageDraw.Draw(im), _font(26)
    switches = [*((n, n in on, t.color) for n, t in desk.model.tasks.items()), ('adapters', desk.adapters, INK), ('merged', desk.merged, INK), ('split', view == 'split', INK)]
    gap = (2*width - 32 - sum(font.getlength(n) + 28 for n, *_ in switches))/(len(switches) - 1)
    for name, is_on, colour in switches:
        w = font.getlength(name) + 28
        pen.rounded_rectangle((x, 16, x + w, 64), 10, fill=colour if is_on else 'white', outline=colour if is_on else GREY, width=2)
        pen.text((x + w/2, 40), name, 'white' if is_on else FAINT, font, anchor='mm')
        x += w + gap
    return im.resize((width, 40), Image.LANCZOS)


def text(html, width):
    "The bill in its colours, broken only where `bill` puts a hard space."
    im, x, y = Image.new('RGB', (width, 70), 'white'), 8, 6
    pen, font = ImageDraw.Draw(im), _font(13)
    for item in html.split('&nbsp;'):
        item = item.strip() + ' '
        if x + pen.textlength(re.sub('<[^>]+>', '', item), font) > width: x, y = 8, y + 21
        colour = INK
        for tag, words in re.findall(r'(<[^>]+>)|([^<]+)', item):
            if tag: colour = m[1] if (m := re.search(r'color:(#\w+)', tag)) else INK if tag == '</span>' else colour
            pen.text((x, y), words, colour, font); x += pen.textlength(words, font)
        x += 8
    return im


def frames(desk):
    "RGB frames of one size, and their seconds."
    names = list(desk.model.tasks)
    shots = []
    for on, how, view, seconds in script(names):
        desk.switch(**how)
        picture = Image.open(io.BytesIO(draw(desk, on, view, width=WIDTH))).convert('RGB')
        shots.append((picture, strip(desk, on, view, 4*(WIDTH + 8) + 8), text(bill(desk, on), 4*(WIDTH + 8) + 8), seconds))
    height = max(p.height for p, *_ in shots)
    for picture, top, line, seconds in shots:
        whole = Image.new('RGB', (top.width, top.height + height + line.height), 'white')
        whole.paste(top, (0, 0)); whole.paste(picture, (0, top.height)); whole.paste(line, (0, top.height + height))
        yield whole, seconds


def rgb(colour): return ImageColor.getrgb(colour) if isinstance(colour, str) else tuple(colour)


def legend_colours(task):
    "Every colour of a task's legend; of a ramp, sixteen on the way."
    for colours, _ in entries(task):
        ramp = Image.new('RGB', (len(colours), 1)); ramp.putdata(colours)
        yield from colours if len(colours) == 1 else np.asarray(ramp.resize((16, 1), Image.BILINEAR))[0].tolist()


def shared_palette(images, keep):
    "256 colours for all frames: those of legends and switches as they are, the rest as the pictures need."
    keep = list(dict.fromkeys(map(rgb, keep)))
    tall = Image.fromarray(np.concatenate([np.asarray(i) for i in images]))
    rest = tall.quantize(256 - len(keep), Image.MEDIANCUT, kmeans=2).getpalette()
    return np.array(keep + [tuple(rest[i:i+3]) for i in range(0, len(rest), 3)], 'uint8')


def mapped(image, palette):
    "The frame in the palette: every pixel its nearest colour, exactly, without dithering."
    pixels, where = np.unique(np.asarray(image).reshape(-1, 3), axis=0, return_inverse=True)
    near = np.concatenate([((p[:, None].astype(int) - palette.astype(int))**2).sum(-1).argmin(1) for p in np.array_split(pixels, len(pixels)//2000 + 1)])
    im = Image.fromarray(near[where].reshape(image.height, image.width).astype('uint8'))
    im.putpalette(palette.tobytes())
    return im


def main(out=Path(__file__).parent/'images'/'demo.gif'):
    for _ in range(2):                                                     # twice: whoever comes first pays for a cold start
        desk = Demo().desk                                                 # the scene it opens with, no other was picked
        for t in desk.model.tasks: desk.answer(t)
    images, seconds = zip(*frames(desk))
    tasks = desk.model.tasks.values()
    colours = ['#FFFFFF', INK, '#2B2F36', GREY, FAINT, *(t.color for t in tasks), *(rgb(c) for t in tasks for c in legend_colours(t))]
    palette = shared_palette(images, colours)
    for c in colours: assert tuple(mapped(Image.new('RGB', (1, 1), c), palette).convert('RGB').getpixel((0, 0))) == rgb(c)     # what a legend shows survives
    first, *rest = [mapped(i, palette) for i in images]
    first.save(out, save_all=True, append_images=rest, duration=[round(1000*s) for s in seconds], loop=0, optimize=False)
    print(f'{out}: {len(images)} frames, {first.width} x {first.height}, {Path(out).stat().st_size/1000:.0f} kB, {desk.passes} passes')
    return images


def plots(out=Path(__file__).parent/'images', results=Path(__file__).parents[1]/'data'/'results'):
    "What a parameter buys, and what a task costs, from the committed files."
    import matplotlib.pyplot as plt
    with style():
        fig, axes = plt.subplots(1, 2, figsize=(9.6, 3.2), dpi=90, sharey=True)
        for ax, (suite, images) in zip(axes, (('scenes', 512), ('photos', 650))): plot_price([r for r in rows_of(runs_of(results/'compare', suite, images, 4), 'full_single') if r.spec in METHODS], ax).set_title(suite)
        axes[1].set_ylabel(''); (out/'compare.png').write_bytes(png(fig))
        cost = json.loads((results/'cost_swin_tiny_cpu.json').read_text())
        fig, ax = plt.subplots(figsize=(4.8, 2.6), dpi=90)
        ax.plot(cost['tasks'], cost['tasks'], ':', color='.5', label='a pass per task')
        for what, name in {'forward textbook': 'one pass, decoders as one reads them', 'forward apart': 'one pass, decoders collapsed', 'encoder apart': 'encoder, adapters and readers alone'}.items():
            ax.plot(cost['tasks'], [cost['rows'][f'{what} {T}']['wall'] for T in cost['tasks']], 'o-', ms=3, label=name)
        ax.set(xlabel='tasks', ylabel='time of a bare backbone pass', ylim=(0, 6)); ax.legend(fontsize=7)
        (out/'cost.png').write_bytes(png(fig))


if __name__ == '__main__':
    if sys.argv[1:2] != ['plots']: main(*sys.argv[1:])
    plots()
