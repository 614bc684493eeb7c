/** Who asks to assume a role, as IAM sees it: a service of AWS for somebody, or a principal, as a role (`principalOf`). */
export type Asker = { service: string; sourceAccount: string; sourceArn: string } | { principalArn: string };

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
 * Whether a role's trust policy admits a service of AWS, or a principal (IAM user guide, policy evaluation logic):
 * `unknown` where it has a condition that can not be judged from here, names everybody or everything but some, or leaves
 * it to the policies of an account who of it may.
 * @param document the trust policy as JSON
 */
export function admits(document: string, asker: Asker): Verdict {
  const policy = JSON.parse(document) as { Statement?: unknown };
  const about = listed(policy.Statement)
    .map((each) => each as Statement)
    .map((each) => ({
      effect: each.Effect,
      met: allOf([names(each, asker), namesAction(each), ...conditionsOf(each, asker)]),
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

function names({ Principal, NotPrincipal }: Statement, asker: Asker): Verdict {
  if (NotPrincipal !== undefined) return 'unknown';
  if (Principal === '*') return 'yes';
  const { Service, AWS } = (Principal ?? {}) as { Service?: unknown; AWS?: unknown };
  if ('service' in asker)
    return listed(Service).some((each) => each === asker.service || each === '*') ? 'yes' : 'no';
  const verdicts = listed(AWS).map((each) => namesPrincipal(String(each), asker.principalArn));
  if (verdicts.includes('yes')) return 'yes';
  return verdicts.includes('unknown') ? 'unknown' : 'no';
}

/**
 * A path is passed over: names of roles and of users are unique in an account, and the ARN of a session does not tell the
 * path (IAM identifiers, IAM user guide).
 */
function namesPrincipal(principal: string, asking: string): Verdict {
  if (principal === '*') return 'yes';
  const [, , , , account = '', resource = ''] = principal.split(':');
  const [, , , , ownAccount, own = ''] = asking.split(':');
  if (principal === ownAccount || (account === ownAccount && resource === 'root')) return 'unknown';
  const [kind, ...path] = resource.split('/');
  const [ownKind, ...ownPath] = own.split('/');
  const same = kind === ownKind && path.at(-1) === ownPath.at(-1);
  return account === ownAccount && same ? 'yes' : 'no';
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

/** What the call of a principal never has: it is made for nobody else, and Rota sends no external id. */
const OF_OTHERS = ['aws:sourceaccount', 'aws:sourcearn', 'sts:externalid'];

function testOf(operator: string, key: string, values: unknown, asker: Asker): Verdict {
  const known: Readonly<Record<string, string>> =
    'service' in asker
      ? { 'aws:sourceaccount': asker.sourceAccount, 'aws:sourcearn': asker.sourceArn }
      : {
          'aws:principalarn': asker.principalArn,
          'aws:principalaccount': asker.principalArn.split(':')[4] ?? '',
        };
  const given = known[key.toLowerCase()];
  const kind = operator.toLowerCase();
  if (![...EXACT, ...PATTERN].includes(kind)) return 'unknown';
  if (given === undefined)
    return 'principalArn' in asker && OF_OTHERS.includes(key.toLowerCase()) ? 'no' : 'unknown';
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
