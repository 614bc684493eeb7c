import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { AwsError } from '@/lib/aws/errors';
import { createInventory, LISTED, type Listed } from '@/lib/aws/inventory';
import { query } from '@/lib/command';
import { db } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { log } from '@/lib/log';
import type { EnvironmentRow } from './bootstrap';
import { environmentId } from './schema';

const KEPT_MS = 60_000;
/** A list goes on being read for whoever asks next. */
const PATIENCE_MS = 2_000;
const SHOWN = 50;
/** Of a list that is longer, the rest is found by entering its ARN. */
const MOST = 10_000;

export type Stock = {
  /** The first that match, by name. */
  arns: string[];
  /** How many match of what has been read. */
  matches: number;
  /** Whether the list is still being read. */
  reading: boolean;
  /** Why it could not be read, in AWS's own words. */
  problem: string | null;
};

type Reading = { arns: string[]; done: boolean; problem: string | null; at: number; ended: Promise<void> };

const readings = new Map<string, Reading>();

/**
 * What there is of one kind in an environment, by a part of its name: read page by page, and kept for a minute.
 */
export const listStock = query({
  permission: 'schedule.create',
  input: z.strictObject({
    environmentId,
    what: z.enum(LISTED, 'Choose what to list.'),
    search: z.string().max(300).default(''),
  }),
  at: ({ environmentId }) => ({ environmentId }),
  async run(_context, { environmentId: id, what, search }): Promise<Stock> {
    const environment = await db().environment.findUnique({ where: { id } });
    if (!environment) throw notFound('This environment');
    const reading = readingOf(environment, what);
    const patience = new AbortController();
    const end = wait(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([reading.ended, end]);
    patience.abort();
    const found = matching(reading.arns, search);
    return {
      arns: found.slice(0, SHOWN),
      matches: found.length,
      reading: !reading.done,
      problem: reading.problem,
    };
  },
});

/** A reading of the last minute, or a new one. */
function readingOf(environment: EnvironmentRow, what: Listed): Reading {
  const { id, accountId, region, roleArn } = environment;
  const key = JSON.stringify([id, accountId, region, roleArn, what]);
  const now = performance.now();
  for (const [other, { at, done }] of readings) if (done && now - at > KEPT_MS) readings.delete(other);
  const known = readings.get(key);
  if (known) return known;
  const reading: Reading = { arns: [], done: false, problem: null, at: now, ended: Promise.resolve() };
  reading.ended = read(environment, what, reading);
  readings.set(key, reading);
  return reading;
}

async function read(environment: EnvironmentRow, what: Listed, reading: Reading): Promise<void> {
  const inventory = createInventory(environment);
  try {
    let next: string | undefined;
    do {
      const page = await inventory.list(what, next);
      reading.arns.push(...page.arns);
      next = page.next;
    } while (next && reading.arns.length < MOST);
  } catch (error) {
    if (!(error instanceof AwsError)) log.error({ err: error, what }, 'a list could not be read');
    reading.problem = error instanceof AwsError ? error.message : 'Rota could not read the list.';
  } finally {
    reading.done = true;
    reading.at = performance.now();
    inventory.destroy();
  }
}

const nameOf = (arn: string) => arn.split(/[:/]/).at(-1)?.toLowerCase() ?? '';

/** Those whose name holds the text; names that begin with it come first. */
function matching(arns: readonly string[], search: string): string[] {
  const wanted = search.trim().toLowerCase();
  return arns
    .map((arn) => ({ arn, name: nameOf(arn) }))
    .filter(({ name }) => name.includes(wanted))
    .sort(
      (a, b) =>
        Number(b.name.startsWith(wanted)) - Number(a.name.startsWith(wanted)) ||
        (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
    )
    .map(({ arn }) => arn);
}
