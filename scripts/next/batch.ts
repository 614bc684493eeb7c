import { z } from 'zod';
import { ExpressionError } from '@/lib/timing/expression';
import { isTimeZone } from '@/lib/timing/zone';
import { Compiler } from './compiler';
import { readInstant, writeInstant } from './instant';
import { type Line, LONGEST, linesOf } from './lines';

const MOST_OCCURRENCES = 100_000;
const PIECE = 65_536;

const text = z.string({ error: 'is missing or no text' });
const instant = text.transform((given, context) => {
  const date = readInstant(given);
  if (date) return date;
  context.issues.push({
    code: 'custom',
    message: 'is not an instant such as 2026-10-24T00:00:00Z',
    input: given,
  });
  return z.NEVER;
});
const count = `is not a whole number from 1 to ${MOST_OCCURRENCES}`;
const second = 'is not a whole number from 0 to 59';

const requestSchema = z.object(
  {
    expression: text,
    timezone: text.refine(isTimeZone, { error: 'is not an IANA time zone such as Europe/London' }),
    from: instant,
    count: z.int({ error: count }).min(1, { error: count }).max(MOST_OCCURRENCES, { error: count }),
    start: instant.nullish(),
    end: instant.nullish(),
    anchor: instant.nullish(),
    second: z.int({ error: second }).min(0, { error: second }).max(59, { error: second }).nullish(),
  },
  { error: 'is no JSON object' },
);
type Request = z.infer<typeof requestSchema>;

const EXAMPLE =
  '{"expression":"cron(0 9 ? * MON-FRI *)","timezone":"Europe/London","from":"2026-10-24T00:00:00Z","count":5}';

/** A request that cannot be answered: its field and what is wrong with it. */
class RequestError extends Error {
  constructor(
    readonly field: string,
    readonly reason: string,
  ) {
    super(`${field}: ${reason}. For example: ${EXAMPLE}`);
  }
}

/** Answers each line of the input with a line, in order; pieces of whole lines. */
export async function* answers(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const compiler = new Compiler();
  for await (const lines of linesOf(input)) {
    let piece = '';
    for (const line of lines) {
      piece += `${JSON.stringify(answer(line, compiler))}\n`;
      if (piece.length < PIECE) continue;
      yield piece;
      piece = '';
    }
    if (piece !== '') yield piece;
  }
}

function answer(line: Line, compiler: Compiler): object {
  try {
    const request = readRequest(line);
    const occurrences: string[] = [];
    compiler.timetable(request).each(request.from.getTime() + 1, Number.POSITIVE_INFINITY, (at) => {
      return occurrences.push(writeInstant(at)) < request.count;
    });
    return { occurrences };
  } catch (error) {
    if (error instanceof ExpressionError) {
      const { field, position, reason, example, suggestion = null, message } = error;
      return { error: { field, position, reason, example, suggestion, message } };
    }
    if (!(error instanceof RequestError)) throw error;
    const { field, reason, message } = error;
    return { error: { field, position: null, reason, example: EXAMPLE, suggestion: null, message } };
  }
}

function readRequest(line: Line): Request {
  if (line === null) throw new RequestError('request', `is longer than ${LONGEST} characters`);
  const parsed = requestSchema.safeParse(readJson(line));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RequestError(String(issue?.path[0] ?? 'request'), issue?.message ?? 'is wrong');
}

function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new RequestError('request', 'is no JSON');
  }
}
