import { startSambaDomain } from './test-domain';

/** A Samba domain in a process of its own: prints the address of its first controller, then stays. */
const { config } = await startSambaDomain();
process.stdout.write(`${JSON.stringify({ url: config.urls[0] })}\n`);
