import { type Difference, diff } from '@/lib/audit/diff';
import { choiceText } from '@/lib/audit/readable-difference-words';
import type { Delivery } from '@/lib/targets/delivery';
import { jsonProblem } from '@/lib/targets/fields';
import { spansAt } from '@/lib/targets/json-spans';
import type { Header } from '@/lib/targets/kinds/webhook-headers';
import { MASK } from '@/lib/targets/mask';
import { isTimeZone } from '@/lib/timing/zone';
import { type ScheduleForm, toInput } from './form';
import { policiesInput } from './form-delivery';
import { instantIn } from './timing';

export type TeamNames = readonly { id: string; name: string }[];

/** What the ids of a form are called. */
export type FormNames = {
  teams: TeamNames;
  calendars: readonly { id: string; name: string }[];
  gates: readonly { id: string; name: string }[];
};

/** A form's content as audits show a schedule (`snapshot`), as far as it is asked for; a new target goes by its key. */
export function formSnapshot(form: ScheduleForm, { teams, calendars, gates }: FormNames) {
  const { startLocal, endLocal, teamId, ...fields } = toInput(form);
  const { timeZone } = form;
  const instant = (local: string) =>
    local && isTimeZone(timeZone) ? (instantIn(local, timeZone)?.toISOString() ?? local) : null;
  return {
    name: fields.name.trim(),
    team: teams.find(({ id }) => id === teamId)?.name ?? teamId,
    owner: fields.owner.trim(),
    description: fields.description.trim(),
    tags: [...new Set(fields.tags)],
    expression: fields.expression,
    timeZone,
    second: fields.second,
    calendars: fields.calendarIds.map((id) => calendars.find((known) => known.id === id)?.name ?? id).sort(),
    startAt: instant(startLocal),
    endAt: instant(endLocal),
    flexibleMinutes: fields.flexibleMinutes,
    delivery: fields.delivery,
    ...(form.delivery === 'through' && policiesInput(form)),
    targets: fields.targets.map(({ gateId, ...target }, index) =>
      targetSnapshot(
        { ...target, gateId: gates.find(({ id }) => id === gateId)?.name ?? gateId },
        form.targets[index]?.key ?? '',
        form.delivery,
      ),
    ),
  };
}

/** What the form asks of a target with delivery through Rota alone. */
const OF_ROTA = new Set(['timeoutSeconds', 'safeToRepeat', 'invocation']);

type Target = ReturnType<typeof toInput>['targets'][number];

function targetSnapshot(target: Target, key: string, delivery: Delivery) {
  const input = withoutSecrets(target);
  const entered = Object.entries(input)
    .filter(([name]) => delivery === 'through' || !OF_ROTA.has(name))
    .map(([name, value]) => [name, tidy(name, value)]);
  return { ...Object.fromEntries(entered), id: key };
}

/** A secret that is entered anew is said to be so: everything else of the review may be seen over a shoulder. */
const NEW = `${MASK} (new)`;

function withoutSecrets(target: Target): object {
  const { input, secretFields } = target;
  const headers =
    'headers' in target &&
    (target.headers as Header[]).map((header) => ({
      ...header,
      ...(header.secret && { value: hidden(header.value) }),
    }));
  return { ...target, input: inputWithout(input, secretFields), ...(headers && { headers }) };
}

/** @returns what is no JSON as it is: nobody can save it with secret fields */
function inputWithout(input: string, secretFields: readonly string[]): string {
  if (jsonProblem(input) !== null) return input;
  let [shown, from] = ['', 0];
  for (const { start, end } of spansAt(input, secretFields)) {
    const [kept, value] = [input.slice(from, start), input.slice(start, end)];
    shown += kept + (value === JSON.stringify(MASK) ? value : JSON.stringify(NEW));
    from = end;
  }
  return shown + input.slice(from);
}

const hidden = (value: string): string => (value === MASK || value === '' ? value : NEW);

/** An empty box is null, and blanks around a text are not stored; the input alone is kept to the letter. */
function tidy(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = name === 'input' ? value : value.trim();
  return text === '' ? null : text;
}

/** What saving `after` changes of `before`, field by field; the order of the targets is a field too. */
export function reviewDifferences(before: ScheduleForm, after: ScheduleForm, names: FormNames): Difference[] {
  const left = formSnapshot(before, names);
  const right = formSnapshot(after, names);
  const kept = after.targets.filter(({ key }) => before.targets.some((target) => target.key === key));
  const places = kept.map(({ key }) => before.targets.findIndex((target) => target.key === key));
  const moved = places.some((place, index) => index > 0 && place < (places[index - 1] ?? 0));
  const arns = ({ targets }: ScheduleForm) => targets.map(({ arn }) => arn.trim());
  // a mere change of order is told by the targets' names, not by their ids
  const fields = diff(left, right).filter(({ path }) => path !== 'targets');
  return [
    ...readable(fields),
    ...(moved ? [{ path: 'targetOrder', before: arns(before), after: arns(after) }] : []),
  ];
}

/**
 * Differences with whole targets told as people think of them: of one that comes each field that it has, of one that
 * goes its ARN, of a change of order the names.
 * @param names words for the ids of targets
 */
export function readable(
  differences: readonly Difference[],
  names: Readonly<Record<string, string>> = {},
): Difference[] {
  const named = (ids: unknown[]) => ids.map((id) => names[String(id)] ?? id);
  return differences.flatMap((raw) => {
    const difference = inWords(raw);
    const { path, before, after } = difference;
    if (path === 'targets' && Array.isArray(before) && Array.isArray(after))
      return [{ path: 'targetOrder', before: named(before), after: named(after) }];
    if (!/^targets\.[^.]+$/.test(path)) return [difference];
    if (isFields(after) && before === undefined)
      return Object.entries(after)
        .filter(([name, value]) => name !== 'id' && name !== 'kind' && !isNothing(value))
        .map(([name, value]) => inWords({ path: `${path}.${name}`, after: value }));
    return isFields(before) && after === undefined ? [{ path, before: before.arn }] : [difference];
  });
}

/** The values of a choice as people say them. */
function inWords({ path, ...sides }: Difference): Difference {
  const name = path.split('.').at(-1) ?? '';
  const said = Object.entries(sides).map(([side, value]) => [side, choiceText(name, value)]);
  return { path, ...Object.fromEntries(said) };
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNothing = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0);

/** Whether leaving a form would lose something. */
export const isChanged = (before: ScheduleForm, after: ScheduleForm): boolean =>
  JSON.stringify(before) !== JSON.stringify(after);

/**
 * A person's entries on top of a newer stored version: targets that are gone from it become new ones, so that
 * saving adds them again.
 */
export function rebase(mine: ScheduleForm, theirs: ScheduleForm): ScheduleForm {
  const known = new Set(theirs.targets.map(({ id }) => id));
  return {
    ...mine,
    targets: mine.targets.map((target) => {
      if (target.id === undefined || known.has(target.id)) return target;
      const { id, ...entered } = target;
      return { ...entered, key: `again-${id}` };
    }),
  };
}
