type Found = {
  kind: string;
  ours: Record<string, unknown>;
  theirs: Record<string, unknown> | null;
};

/** What was found in AWS, in a sentence or two: "Switched off in AWS, not by Rota. …" */
export function driftText(findings: readonly Found[]): string {
  const whats = [...new Set(findings.map(whatOf))];
  return `${whats.join('; ')}, not by Rota. Rota leaves it so until somebody decides.`;
}

function whatOf({ kind, ours, theirs }: Found): string {
  if (kind === 'missing') return 'Missing in AWS';
  if (ours.State === 'ENABLED' && theirs?.State === 'DISABLED') return 'Switched off in AWS';
  if (ours.State === 'DISABLED' && theirs?.State === 'ENABLED') return 'Switched on in AWS';
  return 'Changed in AWS';
}
