import * as api from '@/lib/api/client/generated';
import { answer, type Connection, once, ProblemError } from '../connection';
import { CliError } from '../errors';
import { EXIT } from '../exit-codes';
import { problemLines } from './documents';
import type { Step } from './plan';

/** What came of a step; null where it is done. */
export type Outcome = { step: Step; problem: string | null };

/** @property stopped why the rest was not tried: whoever asked is not signed in any more */
export type CarriedOut = { outcomes: Outcome[]; stopped: CliError | null };

/**
 * Does what a plan says, one schedule after another, each only if it is still as it was planned. What is refused stops
 * none of the others, but nothing is deleted then: what goes may be what was to come under another name.
 * @param steps those that delete last
 * @param reason for what is deleted
 */
export async function carryOut(
  connection: Connection,
  steps: readonly Step[],
  { source, reason }: { source: string; reason: string },
): Promise<CarriedOut> {
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    if (
      step.does === 'delete' &&
      outcomes.some(({ step: { does }, problem }) => does !== 'delete' && problem)
    ) {
      outcomes.push({ step, problem: 'Not deleted, because something before it failed.' });
      continue;
    }
    const result = await attempt(step, () => sent(connection, step, { source, reason }));
    if (result instanceof CliError) return { outcomes, stopped: result };
    outcomes.push({ step, problem: result });
  }
  return { outcomes, stopped: null };
}

function sent(
  connection: Connection,
  step: Step,
  { source, reason }: { source: string; reason: string },
): Promise<unknown> {
  switch (step.does) {
    case 'create':
      return answer(api.createSchedule(step.body as Body, once(), connection));
    case 'change':
      return answer(api.replaceSchedule(step.at.id, step.body as Body, only(step.at), connection));
    case 'delete': {
      const body = { reason, managedBy: source };
      return answer(api.deleteSchedule(step.at.id, body, only(step.at), connection));
    }
    case 'nothing':
      return Promise.resolve();
  }
}

type Body = api.ScheduleDefinition & Parameters<typeof api.createSchedule>[0];

const only = ({ generation }: { generation: number }) => ({ ifMatch: `"${generation}"` });

/** What is wrong with a step, null where it is done; the error where nothing more can be done. */
async function attempt(step: Step, carry: () => Promise<unknown>): Promise<string | null | CliError> {
  try {
    await carry();
    return null;
  } catch (error) {
    if (error instanceof ProblemError && 'document' in step) return problemLines(step.document, error);
    if (!(error instanceof CliError)) throw error;
    return error.code === EXIT.notSignedIn ? error : error.message;
  }
}
