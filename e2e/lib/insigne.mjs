// Where the built program is, how it is started, and how one waits for what it says.
import {spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {createInterface} from 'node:readline';

const root = path.resolve(import.meta.dirname, '../..');

/** The program under test: INSIGNE_BIN, else the debug build. */
export const program = process.env.INSIGNE_BIN ?? path.join(root, 'target/debug/insigne');

const STARTS_WITHIN = 180_000; // a debug build makes a year of sample data
const STOPS_WITHIN = 20_000;

/** Whether the program exists and knows the command. */
export function knows(command) {
  if (!fs.existsSync(program)) return false;
  const help = spawnSync(program, [command, '--help'], {encoding: 'utf8'});
  return help.status === 0 && help.stdout.includes('Usage');
}

function temporaryFolder() {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'insigne-e2e-'));
}

/**
 * Waits until a line that a program says matches: {said, log}, the match and all lines, of which more come. Fails when it ends before that, or takes
 * too long. Its output is piped.
 */
export async function startedBy(child, pattern) {
  const log = [];
  let timer;
  const said = await new Promise((resolve, reject) => {
    const fail = (what) => reject(new Error(`${child.spawnfile} ${what}:\n${log.slice(-20).join('\n')}`));
    timer = setTimeout(() => fail(`is not ready within ${STARTS_WITHIN / 1000} s`), STARTS_WITHIN);
    child.once('error', reject);
    child.once('exit', (status, signal) => fail(`ended by itself (${status ?? signal})`));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        log.push(line);
        const found = pattern.exec(line);
        if (found) resolve(found);
      });
    }
  }).finally(() => clearTimeout(timer));
  return {said, log};
}

/**
 * Starts a demo and waits until it answers. Options: `data` (a folder that is kept; else a temporary one), `database` (a PostgreSQL address; else SQLite),
 * `environment`. Gives {url, mailbox, pid, log(), stop()}; `stop` ends it as an operator does, and fails when it doesn't end well.
 */
export async function startDemo({data, database, environment = {}} = {}) {
  const folder = data ?? temporaryFolder();
  const {INSIGNE_DATABASE: _, ...inherited} = process.env;
  const child = spawn(program, ['demo', '--port', '0', '--data', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {...inherited, RUST_BACKTRACE: '0', ...(database ? {INSIGNE_DATABASE: database} : {}), ...environment},
  });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);

  let started;
  try {
    started = await startedBy(child, /^ready (http\S+)/);
  } catch (error) {
    process.removeListener('exit', killWithUs);
    child.kill('SIGKILL');
    if (data === undefined) fs.rmSync(folder, {recursive: true, force: true});
    throw error;
  }
  const {said, log} = started;

  async function stop() {
    process.removeListener('exit', killWithUs);
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => { child.once('exit', resolve); });
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN);
      await ended;
      clearTimeout(timer);
    }
    if (data === undefined) fs.rmSync(folder, {recursive: true, force: true});
    if (child.exitCode !== 0) throw new Error(`did not end well on SIGTERM (${child.exitCode ?? child.signalCode}):\n${log.slice(-20).join('\n')}`);
  }

  const address = (text) => text.replace(/\/$/, '');
  return {
    url: address(said[1]),
    get mailbox() {
      const line = log.find((each) => each.startsWith('mailbox http'));
      return line && address(line.split(' ')[1]);
    },
    pid: child.pid, folder, log: () => log.slice(), stop,
  };
}

/** A database of its own on the server that INSIGNE_TEST_PG names; {address, drop()}. */
export function createDatabase(name) {
  const server = process.env.INSIGNE_TEST_PG;
  if (!server) throw new Error('INSIGNE_TEST_PG names no PostgreSQL server');
  const sql = (statement) => {
    const result = spawnSync('psql', ['--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1', '--command', statement, server], {encoding: 'utf8'});
    if (result.status !== 0) throw new Error(`${statement}: ${result.stderr}`);
  };
  sql(`drop database if exists ${name} with (force)`);
  sql(`create database ${name}`);
  const address = new URL(server);
  address.pathname = `/${name}`;
  return {address: address.href, drop: () => sql(`drop database if exists ${name} with (force)`)};
}
