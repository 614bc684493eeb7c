import type { ChainReport, Report } from '../verify';

/** A report in words, a line for each thing that is to be known. */
export function reportText({ problem, chains }: Report): string {
  const lines = problem
    ? [`NOT AS IT WAS WRITTEN. ${problem.where}: ${problem.message}`]
    : chains.flatMap(chainLines);
  return `${lines.join('\n')}\n`;
}

function chainLines({ chain, rows, last, signedTo, signedAt, erased }: ChainReport): string[] {
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
    ...(erased > 0 ? [`${name}: of ${erased} rows the personal values were erased.`] : []),
  ];
}
