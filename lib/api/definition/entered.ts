import type { FieldError } from '@/lib/errors';
import { DEFAULT_POLICIES } from '@/lib/schedules/delivery';
import { runsAfter } from '@/lib/schedules/timing';
import type { Delivery } from '@/lib/targets/delivery';
import { DEFAULT_RETRY } from '@/lib/targets/fields';
import { type Naming, naming } from '../terms';
import type { ScheduleDefinition } from './schema';
import { isExact, type Timing } from './timing';

type Target = ScheduleDefinition['targets'][number];

/** A target as a form enters it: what is left out is given. @param payload of the schedule, where it has no input of its own */
export function enteredTarget(target: Target, payload: unknown): object {
  const input = takesPayload(target) ? payload : target.input;
  return {
    ...DEFAULT_RETRY,
    ...(target.kind === 'webhook' && { roleArn: '' }),
    ...target,
    input: input === undefined ? null : typeof input === 'string' ? input : JSON.stringify(input),
  };
}

const takesPayload = ({ input }: Target): boolean => (input ?? null) === null;

/**
 * Who delivers a schedule: as it says, else whoever something of it needs, else as its environment has it.
 * @param place whether Rota can deliver there, and who does where nobody says
 */
export function deliveryOf(
  definition: ScheduleDefinition,
  place: { defaultDelivery: Delivery; dispatches: boolean },
): Delivery {
  if (definition.delivery) return definition.delivery;
  if (needsRota(definition)) return 'through';
  if (needsAws(definition)) return 'direct';
  const exact = isExact(definition.timing) || (definition.second ?? 0) !== 0;
  return exact && place.dispatches ? 'through' : place.defaultDelivery;
}

/** Whether something of a schedule can't be done by EventBridge Scheduler alone. */
const needsRota = (definition: ScheduleDefinition): boolean =>
  runsAfterItsRuns(definition.timing) ||
  ownPolicies(definition).length > 0 ||
  definition.targets.some(({ kind, gateId }) => kind === 'webhook' || (gateId ?? null) !== null);

/** Whether something of it can't be done by Rota. */
const needsAws = ({ targets, flexibleMinutes = 0 }: ScheduleDefinition): boolean =>
  flexibleMinutes > 0 ||
  targets.some(({ kind, deadLetterArn }) => kind === 'other' || Boolean(deadLetterArn ?? ''));

/** What it says of runs that only Rota heeds, where that is not what goes without saying. */
const ownPolicies = (definition: ScheduleDefinition): string[] =>
  Object.entries(DEFAULT_POLICIES).flatMap(([name, usual]) => {
    const said = definition[name as keyof typeof DEFAULT_POLICIES];
    return said === undefined || said === usual ? [] : [name];
  });

/** What of a definition would be lost: EventBridge Scheduler does not know it, and the command leaves it out there. */
export const lostPolicies = (definition: ScheduleDefinition, delivery: Delivery): FieldError[] =>
  delivery === 'through' ? [] : ownPolicies(definition).map((path) => ({ path, message: ONLY_ROTA }));

const ONLY_ROTA =
  'Only Rota knows this, and EventBridge Scheduler is to deliver: say "delivery": "through", or leave this out.';

const runsAfterItsRuns = (timing: Timing): boolean =>
  typeof timing === 'object' &&
  ('after' in timing || ('expression' in timing && runsAfter({ expression: timing.expression.trim() })));

/** Where the fields that a form enters stand in a definition. */
const FIELDS: Readonly<Record<string, string>> = {
  teamId: 'team',
  environmentId: 'environment',
  expression: 'timing',
  calendarIds: 'calendars',
  startLocal: 'start',
  endLocal: 'end',
};

/** The path of a field as a definition has it, as in `timing` for `schedule.expression`. */
export const definitionPath = naming({ within: 'schedule', names: FIELDS });

/** The same of this definition: what is wrong with an input that is the payload is wrong with that. */
export const pathIn =
  ({ targets, payload }: ScheduleDefinition): Naming =>
  (path) => {
    const said = definitionPath(path);
    const index = /^targets\.(\d+)\.input$/.exec(said)?.[1];
    const target = index && targets[Number(index)];
    return target && payload !== undefined && takesPayload(target) ? 'payload' : said;
  };
