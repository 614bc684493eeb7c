import { z } from 'zod';
import type { AwsTarget } from '@/lib/aws/scheduler';
import { type Place, parseArn } from '../arn';
import { commonFields, inputText, jsonProblem, optional } from '../fields';
import { overrideProblem } from '../overrides';
import { otherArnProblem, universalTarget } from './other-arn';
import { BLOCKS, parametersText } from './other-parameters';

export const kind = 'other';
export const label = 'Other AWS target';
export const icon = 'extension';
/** Nobody knows what it is. */
export const safeToRepeat = false;

/** Services that take nothing but JSON as input (Target, EventBridge Scheduler API reference). */
const JSON_INPUT = new Set(['lambda', 'states', 'events', 'ecs', 'scheduler']);

/** Services whose targets must have their block of parameters. */
const NEEDS_BLOCK = new Set(['ecs', 'events', 'kinesis']);

/**
 * Any target of EventBridge Scheduler, kept as it is: a resource with a template, or an API action of any service
 * (`arn:aws:scheduler:::aws-sdk:service:action`). The parameters have the names of the API.
 */
export const schema = (place: Place) =>
  z
    .strictObject({
      kind: z.literal(kind),
      ...commonFields(place, safeToRepeat),
      arn: z
        .string('Enter an ARN.')
        .trim()
        .max(1600, 'An ARN has at most 1600 characters.')
        .superRefine((text, context) => {
          const message = otherArnProblem(text, place);
          if (message) context.addIssue({ code: 'custom', message });
        }),
      parameters: parametersText.default({}),
      input: optional(inputText).default(null),
    })
    .superRefine(({ arn, parameters, input, secretFields }, context) => {
      const issue = (path: string, message: string) =>
        context.addIssue({ code: 'custom', path: [path], message });
      const service = parseArn(arn)?.service ?? '';
      const block = blockOf(service);
      const foreign = Object.keys(parameters).find((name) => name !== block);
      if (foreign)
        issue(
          'parameters',
          `${foreign} does not belong to this target. ${block ? `It may have ${block}.` : 'It has no parameters of its own: leave this empty.'}`,
        );
      else if (block && NEEDS_BLOCK.has(service) && !parameters[block])
        issue('parameters', `This target needs ${block}, as in {"${block}": {…}}.`);
      if (service === 'sqs' && arn.endsWith('.fifo') && !parameters.SqsParameters?.MessageGroupId)
        issue('parameters', 'A FIFO queue needs {"SqsParameters": {"MessageGroupId": "…"}}.');
      const problem = input === null ? null : jsonProblem(input);
      if (problem && JSON_INPUT.has(service)) issue('input', problem);
      else if (problem && secretFields.length > 0)
        issue('secretFields', 'Only an input that is JSON can have secret fields.');
      const override = overrideProblem({ arn, input });
      if (override) issue('input', override);
    });

const blockOf = (service: string) =>
  Object.hasOwn(BLOCKS, service) ? BLOCKS[service as keyof typeof BLOCKS] : null;

export type Input = z.output<ReturnType<typeof schema>>;
export type Settings = Pick<Input, 'parameters'>;

export const settings = ({ parameters }: Input): Settings => ({ parameters });

/** What EventBridge Scheduler is told beyond ARN, role, input and retries. */
export const toAws = ({ parameters }: Settings): Partial<AwsTarget> => parameters as Partial<AwsTarget>;

/** The fields of this kind that a target in AWS has: every target has them. */
export function fromAws(target: AwsTarget) {
  const parameters = Object.values(BLOCKS).flatMap((block) =>
    target[block] ? [[block, target[block]]] : [],
  );
  return { parameters: parameters.length > 0 ? JSON.stringify(Object.fromEntries(parameters)) : '' };
}

/** The name by which people know the target: the action, or the last part of the ARN. */
export function shortName(arn: string) {
  const universal = universalTarget(arn);
  return universal ? `${universal.service}:${universal.action}` : (arn.split(/[:/]/).at(-1) ?? arn);
}
