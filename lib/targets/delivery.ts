import { z } from 'zod';
import { directProblem, referencesIn, SecretReferenceError } from './references';
import type { Kind } from './registry';

export const DELIVERIES = ['direct', 'through'] as const;
/** Who calls the targets of a schedule: EventBridge Scheduler itself, or Rota's worker. */
export type Delivery = (typeof DELIVERIES)[number];

export const delivery = z.enum(DELIVERIES, 'Choose direct delivery, or delivery through Rota.');

type Delivered = { kind: Kind; deadLetterArn: string | null };

/** What of a target only EventBridge Scheduler can do: the fields and the reasons. Empty of what Rota can deliver. */
export function throughProblems({ kind, deadLetterArn }: Delivered): { field: string; message: string }[] {
  const problems: { field: string; message: string }[] = [];
  if (kind === 'other')
    problems.push({
      field: 'kind',
      message:
        'Only EventBridge Scheduler can call another AWS target. Choose direct delivery, or a target of another kind.',
    });
  if (deadLetterArn !== null)
    problems.push({
      field: 'deadLetterArn',
      message:
        'Rota keeps what it gave up on, to be sent again. Leave this empty, or choose direct delivery.',
    });
  return problems;
}

/** The same of what only Rota can do. */
export const directProblems = ({ kind }: Pick<Delivered, 'kind'>): { field: string; message: string }[] =>
  kind === 'webhook'
    ? [
        {
          field: 'kind',
          message:
            'EventBridge Scheduler calls no webhooks. Choose delivery through Rota, or a target of another kind.',
        },
      ]
    : [];

/** Why an input can't be delivered that way: of its references to Secrets Manager. Null where it can. */
export function inputProblem(input: string, delivery: Delivery): string | null {
  if (delivery === 'direct') return directProblem(input);
  try {
    referencesIn(input);
    return null;
  } catch (error) {
    if (!(error instanceof SecretReferenceError)) throw error;
    return error.message;
  }
}
