import type { Kept } from '../verify';

/**
 * Reads digests that a SIEM gives back, one a line: as JSON, or as the whole syslog message. One that arrived more than
 * once counts once. Whether a line is a digest is for `readDigests` to say.
 * @param file its name, to say where a digest stands
 */
export function digestsOfLines(file: string, text: string): Kept[] {
  const seen = new Map<string, Kept>();
  for (const [index, line] of text.split('\n').entries()) {
    const json = line.slice(Math.max(0, line.indexOf('{'))).trim();
    if (json !== '' && !seen.has(json)) seen.set(json, { where: `${file}, line ${index + 1}`, text: json });
  }
  return [...seen.values()];
}
