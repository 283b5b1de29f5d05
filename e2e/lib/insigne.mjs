// Starts the built program. How it is called and what it says stands here and nowhere else.
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
 * Starts a demo and waits until it answers. Options: `data` (a folder that is kept; else a temporary one), `database` (a PostgreSQL address; else SQLite),
 * `environment`. Gives {url, mailbox, pid, log(), stop()}; `stop` ends it as an operator does, and fails when it doesn't end well.
 */
export async function startDemo({data, database, environment = {}} = {}) {
  const folder = data ?? temporaryFolder();
  const {INSIGNE_DATABASE: _, ...inherited} = process.env;
  const child = spawn(program, ['demo', '--port', '0', '--data', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {...inherited, ...(database ? {INSIGNE_DATABASE: database} : {}), ...environment},
  });
  const log = [];
  const addresses = {};
  const ready = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready within ${STARTS_WITHIN / 1000} s:\n${log.slice(-20).join('\n')}`)), STARTS_WITHIN);
    child.once('exit', (status, signal) => {
      clearTimeout(timer);
      reject(new Error(`ended by itself (${status ?? signal}):\n${log.slice(-20).join('\n')}`));
    });
    const hear = (line) => {
      log.push(line);
      const said = /^(ready|mailbox) (http\S+)/.exec(line);
      if (said) addresses[said[1]] = said[2].replace(/\/$/, '');
      if (addresses.ready) {
        clearTimeout(timer);
        resolve();
      }
    };
    createInterface(child.stdout).on('line', hear);
    createInterface(child.stderr).on('line', hear);
  });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);

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

  try {
    await ready;
  } catch (error) {
    process.removeListener('exit', killWithUs);
    child.kill('SIGKILL');
    if (data === undefined) fs.rmSync(folder, {recursive: true, force: true});
    throw error;
  }
  return {url: addresses.ready, get mailbox() { return addresses.mailbox; }, pid: child.pid, folder, log: () => log.slice(), stop};
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
