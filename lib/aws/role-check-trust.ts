/** Who asks to assume a role, as IAM sees it. */
export type Asker = { service: string; sourceAccount: string; sourceArn: string };

type Verdict = 'yes' | 'no' | 'unknown';

type Statement = {
  Effect?: unknown;
  Principal?: unknown;
  NotPrincipal?: unknown;
  Action?: unknown;
  NotAction?: unknown;
  Condition?: unknown;
};

/**
 * Whether a role's trust policy admits a service of AWS (IAM user guide, policy evaluation logic): `unknown` where it
 * has a condition that can not be judged from here, or names everybody or everything but some.
 * @param document the trust policy as JSON
 */
export function admits(document: string, asker: Asker): Verdict {
  const policy = JSON.parse(document) as { Statement?: unknown };
  const about = listed(policy.Statement)
    .map((each) => each as Statement)
    .map((each) => ({
      effect: each.Effect,
      met: allOf([namesService(each, asker.service), namesAction(each), ...conditionsOf(each, asker)]),
    }));
  const denied = about.filter(({ effect }) => effect === 'Deny');
  if (denied.some(({ met }) => met === 'yes')) return 'no';
  const allowed = about.filter(({ effect }) => effect === 'Allow');
  const unsure = denied.some(({ met }) => met === 'unknown');
  if (allowed.some(({ met }) => met === 'yes')) return unsure ? 'unknown' : 'yes';
  return allowed.some(({ met }) => met === 'unknown') ? 'unknown' : 'no';
}

const listed = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

function namesService({ Principal, NotPrincipal }: Statement, service: string): Verdict {
  if (NotPrincipal !== undefined) return 'unknown';
  const services =
    Principal === '*' ? ['*'] : listed((Principal as { Service?: unknown } | undefined)?.Service);
  return services.some((each) => each === service || each === '*') ? 'yes' : 'no';
}

function namesAction({ Action, NotAction }: Statement): Verdict {
  if (NotAction !== undefined) return 'unknown';
  return listed(Action).some((action) => like(String(action).toLowerCase(), 'sts:assumerole')) ? 'yes' : 'no';
}

const conditionsOf = ({ Condition }: Statement, asker: Asker): Verdict[] =>
  Object.entries((Condition ?? {}) as Record<string, Record<string, unknown>>).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => testOf(operator, key, values, asker)),
  );

function allOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('no')) return 'no';
  return verdicts.includes('unknown') ? 'unknown' : 'yes';
}

const EXACT = ['stringequals'];
const PATTERN = ['stringlike', 'arnlike', 'arnequals'];

function testOf(operator: string, key: string, values: unknown, asker: Asker): Verdict {
  const given = { 'aws:sourceaccount': asker.sourceAccount, 'aws:sourcearn': asker.sourceArn }[
    key.toLowerCase()
  ];
  const kind = operator.toLowerCase();
  if (given === undefined || ![...EXACT, ...PATTERN].includes(kind)) return 'unknown';
  const fits = listed(values).some((value) =>
    PATTERN.includes(kind) ? like(String(value), given) : String(value) === given,
  );
  return fits ? 'yes' : 'no';
}

/** `*` stands for any characters, `?` for one. */
function like(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 's').test(text);
}
