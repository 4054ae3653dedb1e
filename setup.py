"Everything the build needs is in `settings.ini`; this file only hands it to setuptools."
from configparser import ConfigParser
from pathlib import Path
from shlex import split

from setuptools import find_packages, setup

here = Path(__file__).parent
ini = ConfigParser(delimiters=['='])
ini.read(here/'settings.ini', encoding='utf-8')
cfg = ini['DEFAULT']
lib = cfg['lib_name']
status = {'1': 'Planning', '2': 'Pre-Alpha', '3': 'Alpha', '4': 'Beta', '5': 'Production/Stable'}[cfg['status']]

setup(
    name=lib,
    version=cfg['version'],
    description=cfg['description'],
    long_description=(here/'README.md').read_text(encoding='utf-8') if (here/'README.md').exists() else '',
    long_description_content_type='text/markdown',
    author=cfg['author'],
    license='Apache-2.0',
    keywords=cfg['keywords'],
    python_requires=f">={cfg['min_python']}",
    classifiers=[
        f"Development Status :: {cfg['status']} - {status}",
        f"Intended Audience :: {cfg['audience']}",
        f"Natural Language :: {cfg['language']}",
        'Programming Language :: Python :: 3',
        'Topic :: Scientific/Engineering :: Artificial Intelligence',
    ],
    packages=find_packages(include=[lib, f'{lib}.*'], exclude=[f'{lib}.tests*']) + [f'{lib}.data'],  # tests need the checkout
    package_dir={f'{lib}.data': 'data'},             # the repository's data/ is the package's vmt_nb.data
    package_data={f'{lib}.data': ['*', '**/*']},
    install_requires=split(cfg['requirements']),
    extras_require={k: split(cfg[f'{k}_requirements']) for k in ('dev', 'jd', 'onnx')},  # jd: gradient aggregators for vmt_nb.weighting; onnx: files of vmt_nb.export
    entry_points={'console_scripts': split(cfg['console_scripts'])},
    zip_safe=False,
)
