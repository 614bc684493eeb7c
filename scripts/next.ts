import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ExpressionError } from '@/lib/timing/expression';
import { answers } from './next/batch';
import { listing } from './next/listing';
import { HELP, readOptions, UsageError } from './next/options';

const BAD_INPUT = 2;

/**
 * `npm run -s next -- <expression> [options]`: when a schedule runs. Exit code 0, or 2 with a message on standard
 * error and nothing on standard output for an expression, zone, date or option that is wrong.
 */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), new Date());
  switch (options.mode) {
    case 'help':
      return write([HELP]);
    case 'batch':
      return write(answers(process.stdin));
    case 'list':
      return write(listing(options));
  }
}

/** Whoever reads may stop before the end, as `head` does: that ends the program well. */
async function write(text: Iterable<string> | AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(text), process.stdout);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}

main().catch((error: unknown) => {
  const ours = error instanceof ExpressionError || error instanceof UsageError;
  process.stderr.write(`${error instanceof Error ? (ours ? error.message : error.stack) : String(error)}\n`);
  process.exitCode = ours ? BAD_INPUT : 1;
});
