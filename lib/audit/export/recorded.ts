import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { record } from '../record';

/** Some of a file's text, and how many of its lines are rows of what is exported. */
export type Part = { text: string; lines: number };

/** The audit row at the end of an export: its action, what was exported, and the id that its first row has. */
export type End = { action: string; subject: string; export: string };

/**
 * The text of an export in the making, and at its end an audit row with the number of lines: what was sent is known if
 * it is broken off too.
 */
export async function* recorded(
  context: Context,
  { action, subject, export: id }: End,
  parts: AsyncIterable<Part>,
): AsyncGenerator<string> {
  let lines = 0;
  let complete = false;
  try {
    for await (const part of parts) {
      lines += part.lines;
      yield part.text;
    }
    complete = true;
  } finally {
    await db().$transaction((tx) =>
      record(tx, context, {
        audit: 'activity',
        action,
        outcome: complete ? 'ok' : 'failed',
        subject,
        reason: complete ? null : 'It was broken off.',
        details: { export: id, lines },
      }),
    );
  }
}
