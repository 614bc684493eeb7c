/** Who asks to assume a role, as IAM sees it. */
export type Asker = { service: string; sourceAccount: string; sourceArn: string };

type Statement = {
  Effect?: unknown;
  Principal?: unknown;
  Action?: unknown;
  Condition?: unknown;
};

/**
 * Whether a role's trust policy admits a service of AWS (IAM user guide, policy evaluation logic): `unknown` where it
 * has a condition that can not be judged from here.
 * @param document the trust policy as JSON
 */
export function admits(document: string, asker: Asker): 'yes' | 'no' | 'unknown' {
  const policy = JSON.parse(document) as { Statement?: unknown };
  const about = listed(policy.Statement)
    .map((each) => each as Statement)
    .filter((each) => names(each, asker.service))
    .map((each) => ({ effect: each.Effect, met: conditionsMet(each.Condition, asker) }));
  const denied = about.filter(({ effect }) => effect === 'Deny');
  if (denied.some(({ met }) => met === 'yes')) return 'no';
  const allowed = about.filter(({ effect }) => effect === 'Allow');
  const unsure = denied.some(({ met }) => met === 'unknown');
  if (allowed.some(({ met }) => met === 'yes')) return unsure ? 'unknown' : 'yes';
  return allowed.some(({ met }) => met === 'unknown') ? 'unknown' : 'no';
}

const listed = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

function names({ Principal, Action }: Statement, service: string): boolean {
  const services =
    Principal === '*' ? ['*'] : listed((Principal as { Service?: unknown } | undefined)?.Service);
  const actions = listed(Action).map((action) => String(action).toLowerCase());
  return (
    services.some((each) => each === service || each === '*') &&
    actions.some((action) => ['sts:assumerole', 'sts:*', '*'].includes(action))
  );
}

function conditionsMet(condition: unknown, asker: Asker): 'yes' | 'no' | 'unknown' {
  const tests = Object.entries((condition ?? {}) as Record<string, Record<string, unknown>>).flatMap(
    ([operator, keys]) => Object.entries(keys).map(([key, values]) => testOf(operator, key, values, asker)),
  );
  if (tests.includes('no')) return 'no';
  return tests.includes('unknown') ? 'unknown' : 'yes';
}

const EXACT = ['stringequals'];
const PATTERN = ['stringlike', 'arnlike', 'arnequals'];

function testOf(operator: string, key: string, values: unknown, asker: Asker): 'yes' | 'no' | 'unknown' {
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
