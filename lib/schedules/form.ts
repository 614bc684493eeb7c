import type { FieldError } from '@/lib/errors';
import type { Place } from '@/lib/targets/arn';
import { type TargetForm, targetFormFrom, toTargetInput } from '@/lib/targets/form';
import { numberOf } from '@/lib/targets/forms/number';
import { MASK } from '@/lib/targets/mask';
import type { RateUnit } from '@/lib/timing/expression';
import { fromExpression, type Timing, toExpression } from '@/lib/timing/form';
import { formatLocal, localFields } from '@/lib/timing/zone';
import type { ScheduleDetail } from './queries';
import { scheduleInput } from './schema';

/** Every way to enter the timing at once: what was typed in one is still there after a look at another. */
export type TimingForm = {
  mode: Timing['mode'];
  local: string;
  every: string;
  unit: RateUnit;
  expression: string;
};

/** A schedule as typed: numbers and times are text, an empty box is ''. */
export type ScheduleForm = {
  name: string;
  teamId: string;
  owner: string;
  description: string;
  tags: string[];
  timing: TimingForm;
  timeZone: string;
  startLocal: string;
  endLocal: string;
  flexibleMinutes: string;
  targets: TargetForm[];
};

/** The first message of each field that is wrong, by the field's path, as in `targets.0.arn`; '' is the form as a whole. */
export type Problems = Record<string, string>;

const EMPTY_TIMING: TimingForm = { mode: 'every', local: '', every: '', unit: 'hour', expression: '' };

export function emptyForm(defaults: { teamId: string; owner: string; timeZone: string }): ScheduleForm {
  return {
    name: '',
    ...defaults,
    description: '',
    tags: [],
    timing: EMPTY_TIMING,
    startLocal: '',
    endLocal: '',
    flexibleMinutes: '0',
    targets: [],
  };
}

type Source = Pick<
  ScheduleDetail,
  | 'name'
  | 'teamId'
  | 'owner'
  | 'description'
  | 'tags'
  | 'expression'
  | 'timeZone'
  | 'startAt'
  | 'endAt'
  | 'flexibleMinutes'
> & { targets: Pick<ScheduleDetail['targets'][number], keyof Parameters<typeof targetFormFrom>[0]>[] };

/** A stored schedule as a form shows it: start and end by the clocks of its own zone, secrets masked. */
export function formFromSchedule(schedule: Source): ScheduleForm {
  const { name, teamId, owner, description, tags, timeZone, startAt, endAt } = schedule;
  return {
    name,
    teamId,
    owner,
    description,
    tags,
    timing: timingForm(schedule.expression),
    timeZone,
    startLocal: startAt ? localText(startAt, timeZone) : '',
    endLocal: endAt ? localText(endAt, timeZone) : '',
    flexibleMinutes: String(schedule.flexibleMinutes),
    targets: schedule.targets.map(targetFormFrom),
  };
}

const COPY = ' (copy)';

/** A form for a copy: another name, and targets of its own. */
export function duplicateForm(form: ScheduleForm): ScheduleForm {
  return {
    ...form,
    name: `${form.name.slice(0, 100 - COPY.length).trimEnd()}${COPY}`,
    targets: form.targets.map(({ id: _, ...target }, index) => ({ ...target, key: `copy-${index}` })),
  };
}

/** The expression that the form's timing stands for, right or wrong. */
export function expressionOf({ mode, local, every, unit, expression }: TimingForm): string {
  if (mode === 'expression') return toExpression({ mode, expression });
  if (mode === 'once') return local && toExpression({ mode, local });
  const value = numberOf(every);
  return typeof value === 'number' ? toExpression({ mode, value, unit }) : `rate(${every} ${unit}s)`;
}

/** What `scheduleInput(place)` checks. A number that is none stays text. A schedule that runs once has no window. */
export function toInput(form: ScheduleForm) {
  const { name, teamId, owner, description, tags, timing, timeZone, startLocal, endLocal } = form;
  const once = timing.mode === 'once';
  return {
    name,
    teamId,
    owner,
    description,
    tags,
    expression: expressionOf(timing),
    timeZone,
    startLocal: once ? '' : startLocal,
    endLocal: once ? '' : endLocal,
    flexibleMinutes: numberOf(form.flexibleMinutes),
    targets: form.targets.map(toTargetInput),
  };
}

/** What is wrong with a form, by the schema that the server checks it against. */
export function validate(form: ScheduleForm, place: Place): Problems {
  const parsed = scheduleInput(place).safeParse(toInput(form));
  const issues = parsed.success ? [] : parsed.error.issues;
  const fields = issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  return problemsOf(form, [...fields, ...lostSecrets(form)]);
}

/** The messages of a schema or of the server at the fields of the form. */
export function problemsOf(form: ScheduleForm, fields: readonly FieldError[]): Problems {
  const problems: Problems = {};
  for (const { path, message } of fields) {
    const field = fieldOf(path, form.timing.mode);
    problems[field] ??= timingMessage(field, message);
  }
  return problems;
}

/** The field of the timing's present mode. */
export const timingField = (mode: Timing['mode']) =>
  ({ once: 'timing.local', every: 'timing.every', expression: 'timing.expression' })[mode];

/** The form's field for a path of the server: a list is one field, the expression stands where it is entered. */
function fieldOf(path: string, mode: Timing['mode']): string {
  const field = path
    .replace(/^schedule\./, '')
    .replace(/(tags|subnets|securityGroups|secretFields)\.\d+$/, '$1')
    .replace(/maxAgeSeconds$/, 'maxAge');
  return field === 'expression' ? timingField(mode) : field;
}

/** Nobody who enters a number or a date sees an expression, so that none is spoken of. */
function timingMessage(field: string, message: string): string {
  if (message.startsWith('This time has passed')) return message;
  if (field === 'timing.every') return 'Enter a whole number from 1, as in 15.';
  if (field === 'timing.local') return 'Enter a date and time that exists, from 1970 to 2199.';
  return message.replace(/^expression: (.)/, (_, first: string) => first.toUpperCase());
}

/** A copy starts without secrets: the masks that came along stand for nothing. */
function lostSecrets({ targets }: ScheduleForm): FieldError[] {
  const message = `Enter the secret values in place of ${MASK}: secrets are not copied.`;
  return targets.flatMap((target, index) =>
    target.id === undefined && target.input.includes(MASK)
      ? [{ path: `targets.${index}.input`, message }]
      : [],
  );
}

function timingForm(expression: string): TimingForm {
  const timing = fromExpression(expression);
  switch (timing.mode) {
    case 'once':
      return { ...EMPTY_TIMING, mode: 'once', local: timing.local, expression };
    case 'every':
      return { ...EMPTY_TIMING, mode: 'every', every: String(timing.value), unit: timing.unit, expression };
    case 'expression':
      return { ...EMPTY_TIMING, mode: 'expression', expression: timing.expression };
  }
}

/** As a datetime-local input wants it: with seconds only where there are some. */
const localText = (instant: Date, timeZone: string): string =>
  formatLocal(localFields(instant, timeZone)).replace(/:00$/, '');
