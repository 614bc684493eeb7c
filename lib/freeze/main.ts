import { userInfo } from 'node:os';
import { db } from '@/lib/db';
import { EnvError } from '@/lib/env';
import { RotaError } from '@/lib/errors';
import { freezeFromHost } from './from-host';
import { HELP, readFreezeOptions, UsageError } from './options';

const BAD_INPUT = 2;

/** `npm run -s freeze -- --reason TEXT`. Exit code 0, or 2 with a message on standard error for a wrong option
 * or variable. */
async function main(): Promise<void> {
  const options = readFreezeOptions(process.argv.slice(2));
  if (!options) return void process.stdout.write(HELP);
  const { id, schedules } = await freezeFromHost(options, userInfo().username);
  process.stdout.write(
    `Frozen (${id}): ${schedules} schedules are being switched off in AWS by the workers.\n`,
  );
  await db().$disconnect();
}

main().catch((error: unknown) => {
  const ours = error instanceof UsageError || error instanceof RotaError || error instanceof EnvError;
  process.stderr.write(`${error instanceof Error ? (ours ? error.message : error.stack) : String(error)}\n`);
  process.exit(ours ? BAD_INPUT : 1);
});
