"""What holds for the repository as text, checked without compiling anything. Each guard is a function that yields what is wrong.

Reads what git tracks or would track, so that a file not yet committed counts too."""
import json
import pathlib
import re
import subprocess
import sys
import tomllib
from urllib.parse import unquote

# The arrows of ARCHITECTURE.md: what a crate may name. Guarded both ways: by the document and by the manifests.
PURE = ('credentials', 'domain', 'print')
# Crates that read the clock, the network, files or randomness, or bring a runtime. Tests of the pure crates may use any.
NOT_PURE = {'tokio', 'reqwest', 'axum', 'hyper', 'rusqlite', 'tokio-postgres', 'object_store', 'lettre', 'rand', 'getrandom', 'async-trait', 'futures'}


def files(*patterns):
    command = ['git', 'ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', *patterns]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [path for path in map(pathlib.Path, filter(None, output.split('\0'))) if path.is_file()]


def lines(*patterns):
    for path in files(*patterns):
        for number, line in enumerate(path.read_text(errors='replace').splitlines(), 1):
            yield path, number, line


def without_tests(path):
    """The lines of a Rust file that are not in a `#[cfg(test)]` module at its end, with `//` comments gone."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.strip() == '#[cfg(test)]':
            return
        yield number, line.split('//', 1)[0]


def product_files(*crates):
    for crate in crates:
        for path in files(f'crates/{crate}/src/*.rs'):
            if path.stem != 'tests':
                yield path


def manifests():
    for path in files('crates/*/Cargo.toml'):
        with path.open('rb') as file:
            yield path, tomllib.load(file)


def arrows_of_document():
    """Arrows as ARCHITECTURE.md states them in one sentence: `Arrows: a → b, c; b → c.`"""
    text = re.sub(r'[`*]', '', pathlib.Path('ARCHITECTURE.md').read_text())
    found = re.search(r'^Arrows: ([^.]+)\.', text, re.MULTILINE)
    if not found:
        return None
    return {(source.strip(), target.strip()) for part in found[1].split(';') for source, targets in [part.split('→')] for target in targets.split(',')}


def architecture_names_the_crates_and_arrows_that_exist():
    if not pathlib.Path('ARCHITECTURE.md').exists():
        yield 'there is no ARCHITECTURE.md'
        return
    stated = arrows_of_document()
    if stated is None:
        yield 'ARCHITECTURE.md has no sentence "Arrows: …"'
        return
    parsed = [manifest for _, manifest in manifests()]
    members = {manifest['package']['name'] for manifest in parsed}
    real = {(manifest['package']['name'], need) for manifest in parsed for need in manifest.get('dependencies', {}) if need in members}
    for source, target in sorted(stated - real):
        yield f'ARCHITECTURE.md has the arrow {source} → {target}, Cargo.toml has not'
    for source, target in sorted(real - stated):
        yield f'crates/{source}/Cargo.toml has the arrow {source} → {target}, ARCHITECTURE.md has not'
    text = pathlib.Path('ARCHITECTURE.md').read_text()
    for member in sorted(members):
        if f'`{member}`' not in text:
            yield f'ARCHITECTURE.md does not name the crate `{member}`'


def the_ground_is_pure():
    """credentials, domain and print: no I/O, clock, randomness or async. Time, salts and keys come in as arguments.

    Allowed: the random source that an RSA signature of aws-lc-rs asks for; the signature doesn't depend on it."""
    banned = re.compile(r'\basync\s+(fn|move|\{)|\bstd::(fs|net|env|process|thread)\b|\bstd::time::(SystemTime|Instant)\b|::now\(\)|\bnow_v7\(|\bnew_v4\(|\brand::(?!SystemRandom\b)|\bthread_rng\b')
    for path in product_files(*PURE):
        for number, line in without_tests(path):
            if banned.search(line):
                yield f'{path}:{number}: {line.strip()}'
    for path, manifest in manifests():
        if manifest['package']['name'] in PURE:
            for need in sorted(NOT_PURE & set(manifest.get('dependencies', {}))):
                yield f'{path}: {need}'


def sql_stands_in_store():
    statement = re.compile(r'"\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE)\b', re.IGNORECASE)
    for path in product_files('app', 'web', 'insigne', 'domain', 'credentials', 'print'):
        for number, line in without_tests(path):
            if statement.search(line) or re.search(r'\b(rusqlite|tokio_postgres|deadpool_postgres)\b', line):
                yield f'{path}:{number}: {line.strip()}'


def nothing_is_unfinished():
    unfinished = re.compile(r'\b(TO' r'DO|FIX' r'ME|XX' r'X)\b|\b(to' r'do|unimple' r'mented)!\(')
    for path, number, line in lines('*.rs', '*.html', '*.css', '*.js', '*.mjs', '*.ftl', '*.md', '*.py', '*.sh', '*.toml', '*.sql', 'check', 'peers/run', 'e2e/run'):
        if unfinished.search(line):
            yield f'{path}:{number}: {line.strip()[:120]}'


def names_follow_the_house():
    for path in files('*.rs'):
        if path.name in ('mod.rs', 'util.rs', 'utils.rs', 'helper.rs', 'helpers.rs', 'common.rs', 'misc.rs'):
            yield f'{path}: this name says nothing'
    for path, number, line in lines('crates/*.rs'):
        if re.search(r'\bfn (handle|process)_', line):
            yield f'{path}:{number}: {line.strip()}'


def tests_never_sleep():
    for path, number, line in lines('crates/*/tests/*.rs', 'crates/*/tests/**/*.rs', 'e2e/*.mjs', 'e2e/**/*.mjs'):
        if re.search(r'\bsleep\(|waitForTimeout\(', line) and 'e2e/lib/until.mjs' != str(path):
            yield f'{path}:{number}: {line.strip()}'


def pages_ask_nobody_else():
    """No third-party request, inline script or style attribute in a template: the policy is `default-src 'self'` without exceptions."""
    rules = [
        (re.compile(r'<(?:script|img|iframe|audio|video|source|embed)\b[^>]*\bsrc="(?:https?:)?//'), 'loads from elsewhere'),
        (re.compile(r'<link\b(?=[^>]*\brel="(?:stylesheet|preload|icon|preconnect|dns-prefetch)")[^>]*\bhref="(?:https?:)?//'), 'loads from elsewhere'),
        (re.compile(r'<script\b(?![^>]*\bsrc=)(?![^>]*type="application/(?:ld\+)?json")'), 'inline script'),
        (re.compile(r'<[a-z][^>]*\sstyle="'), 'style attribute'),
        (re.compile(r'<[a-z][^>]*\son[a-z]+="'), 'inline event handler'),
    ]
    for path, number, line in lines('crates/web/templates/*.html', 'crates/web/templates/**/*.html'):
        for pattern, why in rules:
            if pattern.search(line):
                yield f'{path}:{number}: {why}: {line.strip()[:120]}'
    for path, number, line in lines('crates/web/assets/*.css'):
        if re.search(r'@import|url\(\s*["\']?(?:https?:)?//', line):
            yield f'{path}:{number}: loads from elsewhere: {line.strip()[:120]}'


def anchors(text):
    for heading in re.findall(r'^#{1,6} +(.+?)\s*$', text, re.MULTILINE):
        yield re.sub(r'[^\w\- ]', '', re.sub(r'[`*]', '', heading).lower()).replace(' ', '-')


def links_in_documents_lead_somewhere():
    for path in files('*.md'):
        text = path.read_text()
        prose = re.sub(r'```.*?```|`[^`\n]*`', '', text, flags=re.DOTALL)
        for target in re.findall(r'\]\(([^)\s]+)(?: "[^"]*")?\)|<img[^>]+src="([^"]+)"', prose):
            target = target[0] or target[1]
            # In texts of the product itself (crates/…) /help is an address of the site.
            if re.match(r'[a-z][a-z0-9+.-]*:|//', target) or (path.parts[0] == 'crates' and target.startswith('/')):
                continue
            file, _, anchor = target.partition('#')
            to = path.parent / unquote(file) if file else path
            if not to.exists():
                yield f'{path}: {target} is not there'
            elif anchor and to.suffix == '.md' and anchor not in anchors(to.read_text()):
                yield f'{path}: {target}: no such heading'


def data_of_others_is_unchanged():
    """Every sha256 in an ORIGIN.md belongs to a file beside it that has it."""
    import hashlib
    for path in files('**/ORIGIN.md', 'ORIGIN.md'):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            hashes = re.findall(r'\b[0-9a-f]{64}\b', line)
            if not hashes or not line.startswith('|'):
                continue
            named = [cell.strip().strip('`').split('](')[0].lstrip('[') for cell in line.split('|')]
            beside = [path.parent / cell for cell in named if cell and '/' not in cell[:1] and (path.parent / cell).is_file()]
            for file in beside:
                if hashlib.sha256(file.read_bytes()).hexdigest() not in hashes:
                    yield f'{path}:{number}: {file.name} has changed'


def scripts_parse():
    shells = [path for path in files('check', '.ci/run', 'peers/run', 'e2e/run', '*.sh', 'scripts/check/figures')]
    for path in shells:
        shell = 'bash' if 'bash' in path.read_text().split('\n', 1)[0] or path.suffix == '.sh' else 'sh'
        result = subprocess.run([shell, '-n', str(path)], stderr=subprocess.PIPE, text=True)
        if result.returncode:
            yield f'{path}: {result.stderr.strip()}'
    for path in files('*.json'):
        try:
            json.loads(path.read_text())
        except ValueError as error:
            yield f'{path}: {error}'
    for path in files('*.py'):
        try:
            compile(path.read_text(), str(path), 'exec')
        except SyntaxError as error:
            yield f'{path}: {error}'


GUARDS = [
    architecture_names_the_crates_and_arrows_that_exist, the_ground_is_pure, sql_stands_in_store, nothing_is_unfinished, names_follow_the_house,
    tests_never_sleep, pages_ask_nobody_else, links_in_documents_lead_somewhere, data_of_others_is_unchanged, scripts_parse,
]


def main():
    failed = 0
    for guard in GUARDS:
        wrong = list(guard())
        failed += bool(wrong)
        print(('FAILED ' if wrong else 'ok     ') + guard.__name__.replace('_', ' '))
        for line in wrong[:40]:
            print('         ' + line)
        if len(wrong) > 40:
            print(f'         and {len(wrong) - 40} more')
    long = [(sum(1 for _ in path.open()), path) for path in files('*.rs')]
    for count, path in sorted((pair for pair in long if pair[0] > 600), reverse=True):
        print(f'note   {path} has {count} lines: is it still one thing?')
    return 1 if failed else 0


sys.exit(main())
