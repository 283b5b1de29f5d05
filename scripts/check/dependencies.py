"""The rules of deny.toml on what is built into the product, for machines without cargo-deny: crates that are banned,
licences, sources, wildcard versions. Normal and build dependencies, with the features that the product turns on."""
import json
import re
import subprocess
import sys
import tomllib

TARGET = 'x86_64-unknown-linux-gnu'


def cargo(*command):
    return subprocess.run(['cargo', *command, *sys.argv[1:]], check=True, stdout=subprocess.PIPE, text=True).stdout


def compiled():
    """(name, version) of all that is compiled for the product. `cargo metadata` alone also lists what weak features never turn on."""
    lines = cargo('tree', '--workspace', '--edges', 'normal,build', '--prefix', 'none', '--target', TARGET).splitlines()
    return {(name, version.lstrip('v')) for name, version in (line.split()[:2] for line in lines if line.strip())}


def ways(data):
    """Per package a member needs to run or to build: one path that leads there."""
    nodes = {node['id']: node for node in data['resolve']['nodes']}
    names = {package['id']: package['name'] for package in data['packages']}
    path = {member: [names[member]] for member in data['workspace_members']}
    queue = list(path)
    while queue:
        here = queue.pop()
        for dependency in nodes[here]['deps']:
            kinds = {kind['kind'] for kind in dependency['dep_kinds']}
            if kinds & {None, 'normal', 'build'} and dependency['pkg'] not in path:
                path[dependency['pkg']] = path[here] + [names[dependency['pkg']]]
                queue.append(dependency['pkg'])
    return path


def fits(licence, allowed):
    """Does an SPDX expression leave a choice that is allowed? AND binds closer than OR; `/` is the old way to write OR."""
    tokens = re.findall(r'\(|\)|[^\s()]+', licence.replace('/', ' OR '))

    def either():
        result = both()
        while tokens and tokens[0] == 'OR':
            tokens.pop(0)
            right = both()
            result = result or right
        return result

    def both():
        result = one()
        while tokens and tokens[0] == 'AND':
            tokens.pop(0)
            right = one()
            result = result and right
        return result

    def one():
        token = tokens.pop(0)
        if token == '(':
            result = either()
            tokens.pop(0)
            return result
        if tokens and tokens[0] == 'WITH':
            tokens.pop(0)
            exception = tokens.pop(0)
            return token in allowed or f'{token} WITH {exception}' in allowed
        return token in allowed

    return either()


def main():
    with open('deny.toml', 'rb') as file:
        rules = tomllib.load(file)
    data = json.loads(cargo('metadata', '--format-version=1', '--filter-platform', TARGET))
    paths, product = ways(data), compiled()
    members = set(data['workspace_members'])
    allowed, banned = set(rules['licenses']['allow']), set(rules['bans']['deny'])
    registries = {f'registry+{url}' for url in rules['sources']['allow-registry']}
    wrong = []
    for package in data['packages']:
        if (package['name'], package['version']) not in product:
            continue
        name, way = f"{package['name']} {package['version']}", ' → '.join(paths[package['id']])
        if package['name'] in banned:
            wrong.append(f'{name} is banned: {way}')
        if not fits(package['license'] or 'none', allowed):
            wrong.append(f"{name} has licence {package['license']}: {way}")
        if package['id'] not in members and package['source'] not in registries:
            wrong.append(f"{name} comes from {package['source']}: {way}")
        if package['id'] in members:
            wrong += [f"{name} takes any version of {need['name']}" for need in package['dependencies'] if need['req'] == '*' and not need.get('path')]
    for line in wrong:
        print('WRONG ', line)
    print(f'{len(product)} crates looked at, {len(wrong)} against the rules')
    return 1 if wrong else 0


sys.exit(main())
