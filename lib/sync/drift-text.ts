type Found = {
  awsGeneration: number | null;
  kind: string;
  ours: Record<string, unknown> | null;
  theirs: Record<string, unknown> | null;
};

/**
 * What was found in AWS, in a sentence or two: "Switched off in AWS, not by Rota. …"
 * @param generation the schedule's own; where AWS has a later one, this database is an older copy
 */
export function driftText(findings: readonly Found[], generation: number): string {
  const inAws = Math.max(0, ...findings.map(({ awsGeneration }) => awsGeneration ?? 0));
  if (inAws > generation)
    return `AWS has generation ${inAws} of it, this database only ${generation}: it is an older copy. Rota leaves AWS so until an administrator decides.`;
  const whats = [...new Set(findings.map(whatOf))];
  return `${whats.join('; ')}, not by Rota. Rota leaves it so until somebody decides.`;
}

function whatOf({ kind, ours, theirs }: Found): string {
  if (kind === 'missing') return 'Missing in AWS';
  if (kind === 'extra') return 'In AWS, though it is not to be there';
  if (ours?.State === 'ENABLED' && theirs?.State === 'DISABLED') return 'Switched off in AWS';
  if (ours?.State === 'DISABLED' && theirs?.State === 'ENABLED') return 'Switched on in AWS';
  return 'Changed in AWS';
}
