import type { ChainReport, Report } from '../verify';

const MAYBE_NEWER =
  'Where the export was begun before that time, the digest is only newer than it: copy the digests first, export then, and verify again. Where it was begun later, the rows were taken away.';

/** A report in words, a line for each thing that is to be known. */
export function reportText({ problem, cutOff, chains }: Report): string {
  const lines = problem
    ? [`NOT AS IT WAS WRITTEN. ${problem.where}: ${problem.message}`, ...(cutOff ? [MAYBE_NEWER] : [])]
    : chains.flatMap(chainLines);
  return `${lines.join('\n')}\n`;
}

function chainLines({
  chain,
  rows,
  last,
  signedTo,
  signedAt,
  keys,
  forks,
  erased,
  gaps,
  leftAside,
}: ChainReport): string[] {
  const name = `${chain} audit`;
  const signed =
    signedAt === null
      ? `${name}: ${rows} rows follow on each other, but no digest covers any of them: they are unprotected.`
      : `${name}: ${rows} rows, as they were written up to row ${signedTo}, signed at ${signedAt}.`;
  return [
    signed,
    ...(signedAt !== null && last > signedTo
      ? [`${name}: rows ${signedTo + 1} to ${last} came after the last digest: they are unprotected.`]
      : []),
    ...keys
      .slice(1)
      .map(
        ({ key, from }) => `${name}: the key was changed: digests from ${from} on are signed with ${key}.`,
      ),
    ...forks.map((fork) => `${name}: ${forkText(fork)}`),
    ...gaps.map(
      ({ from, to, file }) =>
        `${name}: NOT LOOKED AT: rows ${from} to ${to}, which are in the archive ${file}. It is not there, but its signed manifest is.`,
    ),
    ...(leftAside !== null
      ? [`${name}: archives from row ${leftAside} on were left aside: the export has their rows.`]
      : []),
    ...(erased > 0
      ? [
          `${name}: of ${erased} rows the personal values are not there: they were erased, or the people of an archive were left out.`,
        ]
      : []),
  ];
}

function forkText({ digests, rows, at, declaredIn }: ChainReport['forks'][number]): string {
  const count = rows.to - rows.from + 1;
  const over =
    count > 0
      ? `, and with them rows ${rows.from} to ${rows.to} as they were then (${count}), but for those that the backup had`
      : ', with no row since the one before';
  return `A BACKUP WAS RESTORED: digests ${digests.from} to ${digests.to}, signed from ${at.from} to ${at.to}, are given up${over}. ${
    declaredIn === null
      ? 'No row of the activity that was read declares it.'
      : `Row ${declaredIn} of the activity audit declares it.`
  }`;
}
