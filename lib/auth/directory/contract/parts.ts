import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { createDirectory, type Directory, type DirectoryConfig } from '@/lib/auth/directory';
import { issueServer, type ServerNames } from '@/lib/local/directory/certificates';
import { openTap, type TapOptions, type WireTap } from '@/lib/local/directory/wire-tap';
import type { ContractDomain } from './domain';

/** How a sign-in ended, in one comparable text: `ok`, or code and sub-code. */
export async function outcomeOf(signingIn: Promise<unknown>): Promise<string> {
  try {
    await signingIn;
    return 'ok';
  } catch (error) {
    const { code, subCode } = error as { code?: string; subCode?: string };
    if (code === undefined) throw error;
    return subCode === undefined ? code : `${code} ${subCode}`;
  }
}

/** What the tests of the contract share. Whatever one opens is closed at its end. */
export function partsOf(subject: () => ContractDomain) {
  const directory = (overrides: Partial<DirectoryConfig> = {}): Directory =>
    createDirectory({ ...subject().config, ...overrides });

  return {
    directory,

    signIn: (typed: string, password = subject().accounts.password) =>
      outcomeOf(directory().signIn(typed, password)),

    /** A user of the test's own, whom wrong passwords may lock out. */
    newUser: async (): Promise<string> => {
      const sam = `new-${randomBytes(5).toString('hex')}`;
      await subject().administrator.add(sam);
      return sam;
    },

    /** A tap before the first controller, or as the options say. */
    tap: async (options: Partial<TapOptions> = {}): Promise<WireTap> => {
      const { config, authority } = subject();
      const [url = ''] = config.urls;
      const certificate = options.certificate ?? (await issueServer(authority, LOCAL));
      const opened = await openTap({ target: { url, ca: config.ca }, certificate, ...options });
      onTestFinished(() => opened.stop());
      return opened;
    },

    isService: (name: string) => name === subject().config.serviceUser,
  };
}

export const LOCAL: ServerNames = { dns: ['localhost'], ips: ['127.0.0.1'] };

/** The binds of a tap that are not the service account's. */
export function userBinds(tap: WireTap, isService: (name: string) => boolean) {
  return tap.binds.filter(({ name }) => !isService(name));
}

/** A TCP server that speaks no LDAP, for as long as the test runs. */
export async function listener(onConnection: (socket: Socket) => void = () => undefined) {
  const sockets: Socket[] = [];
  const received: Buffer[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => socket.destroy()).on('data', (data) => received.push(data));
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return {
    url: `ldaps://localhost:${(server.address() as AddressInfo).port}`,
    get connections() {
      return sockets.length;
    },
    get received() {
      return Buffer.concat(received);
    },
  };
}
