import { createServer } from 'node:net';

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return listenOnce(0);
}

/** @throws Error naming the port when 127.0.0.1:port cannot be listened on */
export async function assertPortFree(port: number, part: string): Promise<void> {
  await listenOnce(port).catch((error: NodeJS.ErrnoException) => {
    const reason =
      error.code === 'EADDRINUSE' ? 'is in use by another program' : `is refused (${error.code})`;
    throw new Error(`Port ${port}, wanted for ${part}, ${reason}. Choose another one.`, { cause: error });
  });
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
