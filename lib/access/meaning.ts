import type { Right, Role } from '@/lib/auth/roles';

/** Names of where a grant is for; null is all of them. */
export type Place = { team: string | null; environment: string | null };

export type Meant = Place & { group: string; role: Role; rights: readonly Right[] };

/** What each right is called, and how a sentence says it. */
export const RIGHT_WORDS: Readonly<Record<Right, { label: string; may: string }>> = {
  'target.override-command': {
    label: 'Override commands',
    may: 'have a container run another command',
  },
  'run.change-input': { label: 'Run with a changed input', may: 'run something with a changed input' },
  'target.show-secret': { label: 'Show secrets', may: 'see secret fields of inputs' },
};

/** As in `schedules of Payments in production`. */
export const placeText = ({ team, environment }: Place): string =>
  `schedules of ${team ?? 'all teams'} in ${environment ?? 'all environments'}`;

const everything = ({ team, environment }: Place) => team === null && environment === null;

/** What a role may do somewhere. A freeze stops a whole team or a whole environment: a part of both has none. */
function mayText(role: Role, place: Place): string {
  if (role === 'administrator') return 'do everything with';
  if (role === 'viewer') return 'see';
  const whole = place.team === null || place.environment === null;
  const verbs = ['see', 'pause', 'resume', ...(whole ? ['freeze'] : [])];
  if (role === 'editor') verbs.push('create', 'change', 'disable', 'delete');
  return `${verbs.slice(0, -1).join(', ')} and ${verbs.at(-1)}`;
}

const ALL_OF_ROTA = 'do everything in Rota, and say on this page who else may';

/** What a grant lets people do, as in `pause and resume schedules of Payments in production`. */
const doneText = (role: Role, place: Place): string =>
  role === 'administrator' && everything(place) ? ALL_OF_ROTA : `${mayText(role, place)} ${placeText(place)}`;

/**
 * What a grant means, in plain sentences.
 * @param readsAll whether everybody who may sign in may read everything
 */
export function meaningOf({ group, role, rights, ...place }: Meant, readsAll: boolean): string[] {
  const sentences = [`Everybody in ${group} may ${doneText(role, place)}.`];
  if (role === 'administrator') {
    if (!everything(place)) sentences.push('What concerns all of Rota, as this page does, is not theirs.');
  } else if (rights.length > 0) {
    sentences.push(`There they may also ${rights.map((right) => RIGHT_WORDS[right].may).join(' and ')}.`);
  }
  if (!everything(place))
    sentences.push(
      readsAll
        ? 'They may see everything else too.'
        : 'They see nothing else, unless another group lets them.',
    );
  return sentences;
}

/**
 * What the people of a group lose with a grant, in plain sentences.
 * @param last whether it is the only role of the group
 */
export function lossOf({ group, role, ...place }: Omit<Meant, 'rights'>, last: boolean): string[] {
  const lost = `The people of ${group} may no longer ${doneText(role, place)}, unless another of their groups lets them.`;
  const out = `Without it ${group} has no role: who is in no other group with one can’t use Rota from their next request on.`;
  return last ? [lost, out] : [lost];
}
