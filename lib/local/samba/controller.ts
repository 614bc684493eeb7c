import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Authority, issueServer } from '@/lib/local/directory/certificates';
import { configFile, smbConf } from './settings';

export interface Controller {
  /** e.g. ldaps://127.84.3.9 */
  url: string;
  address: string;
  /** The server's certificate and key, PEM; also good for localhost and 127.0.0.1, where a test stands in between. */
  cert: string;
  key: string;
  /** Ends the process and removes its folder. */
  stop(): Promise<void>;
}

const READY_MS = 30_000;
const LDAPS = 636;

/**
 * Serves a copy of a provisioned domain on a loopback address of its own. The server lives no longer than this
 * process, however that ends.
 *
 * @param folder where the copy is made
 * @throws Error with the server's log when it does not come up
 */
export async function startController(
  template: string,
  folder: string,
  domain: { domain: string; netbios: string },
  authority: Authority,
): Promise<Controller> {
  const address = await freeAddress();
  await cp(template, folder, { recursive: true });
  const pair = await issueServer(authority, { dns: ['localhost'], ips: [address, '127.0.0.1'] });
  await mkdir(path.join(folder, 'tls'), { recursive: true, mode: 0o700 });
  await mkdir(path.join(folder, 'run'), { recursive: true });
  const write = (name: string, text: string) =>
    writeFile(path.join(folder, 'tls', name), text, { mode: 0o600 });
  await Promise.all([
    write('ca.pem', authority.cert),
    write('server.pem', pair.cert),
    write('server.key', pair.key),
    writeFile(configFile(folder), smbConf({ folder, address, ...domain })),
  ]);
  const log = path.join(folder, 'log.samba');
  const child = spawnServer(configFile(folder), log);
  const stop = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilServing(child, address, log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `ldaps://${address}`, address, ...pair, stop };
}

/**
 * An interactive Samba ends by itself when its standard input does: nothing is left of it after a crash of this
 * process. In return it writes its log to its standard output.
 */
function spawnServer(config: string, log: string): ChildProcess {
  const file = openSync(log, 'w');
  const child = spawn('samba', ['-s', config, '-i', '--no-process-group', '-M', 'single'], {
    stdio: ['pipe', file, file],
  });
  closeSync(file);
  return child;
}

/** Of 127.0.0.0/8, which is this machine's alone; apart from the addresses that people use by hand. */
async function freeAddress(): Promise<string> {
  for (;;) {
    const address = `127.${randomInt(64, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;
    if (!(await answers(address))) return address;
  }
}

async function untilServing(child: ChildProcess, address: string, log: string): Promise<void> {
  const until = performance.now() + READY_MS;
  while (!(await answers(address))) {
    if (child.exitCode === null && performance.now() < until) {
      await wait(20);
      continue;
    }
    const words = await readFile(log, 'utf8').catch(() => 'It left no log.');
    throw new Error(`Samba does not serve ${address}:${LDAPS}.\n${words.slice(-2000)}`);
  }
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(LDAPS, address);
    const end = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
