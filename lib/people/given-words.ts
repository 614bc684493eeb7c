import { RIGHT_WORDS } from '@/lib/access/meaning';
import type { Given } from './given';

type Named = Pick<Given, 'role' | 'rights' | 'team' | 'environment'>;

/** As in `editor of Payments in production`, with the extra rights. */
export function givenText({ role, rights, team, environment }: Named): string {
  const place =
    team === null && environment === null
      ? 'everything'
      : `${team ?? 'all teams'} in ${environment ?? 'all environments'}`;
  return [`${role} of ${place}`, ...rights.map((right) => RIGHT_WORDS[right].label.toLowerCase())].join(
    ' + ',
  );
}

/** Why somebody has it, as in `by the group payments-ops`. */
export function sourceText({ group, source }: Given): string {
  if (source.kind === 'reading') return 'because everybody with a role may read everything (ROTA_READING)';
  const by = `by the group ${group}`;
  return source.kind === 'variable' ? `${by}, set by the environment variable ${source.variable}` : by;
}
