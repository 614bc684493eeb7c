import { AIM_FIELDS, type AimField } from './aims';
import { type AllowedKind, type Decision, decide, type Entry, type Where } from './decide';

/** An entry with the name of its team, for sentences; null where it is for all, or the team's name is not to be told. */
export type NamedEntry = Entry & { team: string | null };

/** Where a schedule is, with the names. */
export type NamedWhere = Where & { team: string; environment: string };

/** So many patterns stand in a sentence. */
const FEW = 3;

/** What is wrong with an ARN in a field of a target by the allow-lists, and what would be right; null where nothing is. */
export function aimProblem(
  entries: readonly NamedEntry[],
  where: NamedWhere,
  field: AimField,
  arn: string,
): string | null {
  const { kind, what } = AIM_FIELDS[field];
  const decision = decide(entries, where, kind, arn);
  return decision.verdict === 'allowed' ? null : refusal(decision, entries, where, { what, kind, arn });
}

function refusal(
  decision: Exclude<Decision, { verdict: 'allowed' }>,
  entries: readonly NamedEntry[],
  { team, environment }: NamedWhere,
  { what, kind, arn }: { what: string; kind: AllowedKind; arn: string },
): string {
  if (decision.verdict === 'theirs') {
    const owners = ownersText(
      decision.teamIds.map((id) => entries.find(({ teamId }) => teamId === id)?.team ?? null),
    );
    return `This ${what} belongs to ${owners}. Choose another ${what}, or ask an administrator of Rota to allow it for team ${team}.`;
  }
  return `This ${what} is not in the allow-list of ${kind}s for team ${team} in ${environment}. Ask an administrator of Rota, or choose one of: ${patternsText(decision.patterns, arn)}.`;
}

/** As in `the teams CRM, Payments and to another team`, by the names of teams; null of one that is not to be told. */
function ownersText(teams: readonly (string | null)[]): string {
  const names = teams.filter((name) => name !== null);
  const others = teams.length - names.length;
  const rest = others === 0 ? [] : [others === 1 ? 'another team' : 'other teams'];
  if (names.length === 0) return rest.join();
  return [names.length === 1 ? `team ${names[0]}` : `the teams ${names.join(', ')}`, ...rest].join(
    ' and to ',
  );
}

/** The patterns of a list that come closest to an ARN, as in `arn:aws:sqs:*:crm-*, and 2 more`. */
export function patternsText(patterns: readonly string[], arn: string): string {
  const closest = patterns.toSorted((one, other) => alike(other, arn) - alike(one, arn));
  const more = closest.length - FEW;
  return `${closest.slice(0, FEW).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

/** How many characters of two texts are the same before one differs. */
function alike(one: string, other: string): number {
  const differing = [...one].findIndex((char, index) => char !== other[index]);
  return differing < 0 ? one.length : differing;
}
