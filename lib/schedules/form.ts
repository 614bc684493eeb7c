import type { FieldError } from '@/lib/errors';
import type { Place } from '@/lib/targets/arn';
import type { Delivery } from '@/lib/targets/delivery';
import { type TargetForm, targetFormFrom, toTargetInput } from '@/lib/targets/form';
import { numberOf } from '@/lib/targets/forms/number';
import { MASK } from '@/lib/targets/mask';
import { formatLocal, localFields } from '@/lib/timing/zone';
import { DEFAULT_POLICIES, type DispatchPlace, type Policies } from './delivery';
import { type PoliciesForm, policiesForm, policiesInput } from './form-delivery';
import {
  EMPTY_TIMING,
  expressionOf,
  type Mode,
  secondOf,
  type TimingForm,
  timingField,
  timingForm,
  timingProblems,
} from './form-timing';
import type { ScheduleDetail } from './queries';
import { scheduleInput } from './schema';

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
  /** Calendars on whose dates it does not run. */
  calendarIds: string[];
  targets: TargetForm[];
  delivery: Delivery;
} & PoliciesForm;

/** The first message of each field that is wrong, by the field's path, as in `targets.0.arn`; '' is the form as a whole. */
export type Problems = Record<string, string>;

type Defaults = { teamId: string; owner: string; timeZone: string; delivery?: Delivery };

export function emptyForm(defaults: Defaults): ScheduleForm {
  return {
    name: '',
    delivery: 'direct',
    ...policiesForm(DEFAULT_POLICIES),
    ...defaults,
    description: '',
    tags: [],
    timing: EMPTY_TIMING,
    startLocal: '',
    endLocal: '',
    flexibleMinutes: '0',
    calendarIds: [],
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
  | 'second'
  | 'startAt'
  | 'endAt'
  | 'flexibleMinutes'
  | 'delivery'
  | keyof Policies
> & {
  calendars: readonly { id: string }[];
  targets: Pick<ScheduleDetail['targets'][number], keyof Parameters<typeof targetFormFrom>[0]>[];
};

/** A stored schedule as a form shows it: start and end by the clocks of its own zone, secrets masked. */
export function formFromSchedule(schedule: Source): ScheduleForm {
  const { name, teamId, owner, description, tags, timeZone, startAt, endAt, delivery } = schedule;
  return {
    name,
    teamId,
    owner,
    description,
    tags,
    timing: timingForm(schedule.expression, schedule.second),
    timeZone,
    startLocal: startAt ? localText(startAt, timeZone) : '',
    endLocal: endAt ? localText(endAt, timeZone) : '',
    flexibleMinutes: String(schedule.flexibleMinutes),
    calendarIds: schedule.calendars.map(({ id }) => id),
    targets: schedule.targets.map(targetFormFrom),
    delivery,
    ...policiesForm(schedule),
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

/**
 * What `scheduleInput(place)` checks. A number that is none stays text. What the other delivery alone knows is left out:
 * it stays in the form, for whoever changes their mind.
 */
export function toInput(form: ScheduleForm) {
  const { name, teamId, owner, description, tags, timing, timeZone, startLocal, endLocal } = form;
  const once = timing.mode === 'once';
  const through = form.delivery === 'through';
  return {
    name,
    teamId,
    owner,
    description,
    tags,
    expression: expressionOf(timing),
    timeZone,
    second: secondOf(timing),
    calendarIds: form.calendarIds,
    startLocal: once ? '' : startLocal,
    endLocal: once ? '' : endLocal,
    flexibleMinutes: through ? 0 : numberOf(form.flexibleMinutes),
    targets: form.targets.map((target) => toTargetInput(through ? { ...target, deadLetterArn: '' } : target)),
    delivery: form.delivery,
    ...(through && policiesInput(form)),
  };
}

/** What is wrong with a form, by the schema that the server checks it against. */
export function validate(form: ScheduleForm, place: Place & DispatchPlace): Problems {
  const parsed = scheduleInput(place).safeParse(toInput(form));
  const issues = parsed.success ? [] : parsed.error.issues;
  const parts = timingProblems(form.timing);
  const fields = issues.flatMap(({ path, message }) =>
    path[0] === 'expression' && parts.length > 0 ? parts : [{ path: path.join('.'), message }],
  );
  return problemsOf(form, [...fields, ...lostSecrets(form)]);
}

/** The messages of a schema or of the server at the fields of the form. */
export function problemsOf(form: ScheduleForm, fields: readonly FieldError[]): Problems {
  const problems: Problems = {};
  for (const { path, message } of fields) {
    const field = fieldOf(path, form.timing.mode);
    problems[field] ??= message.replace(/^expression: (.)/, (_, first: string) => first.toUpperCase());
  }
  return problems;
}

/** The form's field for a path of the server: a list is one field, the expression stands where it is entered. */
function fieldOf(path: string, mode: Mode): string {
  const field = path
    .replace(/^schedule\./, '')
    .replace(/(tags|subnets|securityGroups|secretFields|calendarIds)\.\d+$/, '$1')
    .replace(/maxAgeSeconds$/, 'maxAge')
    .replace(/^(targets\.\d+)\.kind$/, '$1.arn');
  if (field === 'second') return 'timing.second';
  return field === 'expression' ? timingField(mode) : field;
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

/** As a datetime-local input wants it: with seconds only where there are some. */
const localText = (instant: Date, timeZone: string): string =>
  formatLocal(localFields(instant, timeZone)).replace(/:00$/, '');
