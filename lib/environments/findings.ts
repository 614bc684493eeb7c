import { setMaxListeners } from 'node:events';
import { AwsError, classify } from '@/lib/aws/errors';

export type Verdict = 'ok' | 'missing' | 'denied' | 'unknown';

/** What one look at AWS found. */
export type Finding = {
  /** What was looked at, as in `Role rota-targets`. */
  subject: string;
  verdict: Verdict;
  /** One sentence that says what that means. */
  text: string;
  /** AWS's own words. */
  words: string | null;
  /** What to do about it. */
  todo: string | null;
};

export const ok = (subject: string, text: string): Finding => ({
  subject,
  verdict: 'ok',
  text,
  words: null,
  todo: null,
});

export const bad = (
  subject: string,
  verdict: 'missing' | 'denied' | 'unknown',
  text: string,
  todo: string | null = null,
): Finding => ({ subject, verdict, text, words: null, todo });

/** Looks of one check, which end together: what has not answered by then is unknown. */
export class Looks {
  readonly signal: AbortSignal;

  constructor(private readonly milliseconds: number) {
    this.signal = AbortSignal.timeout(milliseconds);
    // Every look and every call listens.
    setMaxListeners(0, this.signal);
  }

  /** What a look found; where AWS refuses the look or does not answer, that is said and nothing else. */
  async find(subject: string, look: (signal: AbortSignal) => Promise<Finding>): Promise<Finding> {
    try {
      return await Promise.race([look(this.signal), this.#end()]);
    } catch (error) {
      const known = classify(error);
      const refused = known.kind === 'credentials' || known.kind === 'denied';
      return {
        ...bad(subject, 'unknown', refused ? 'Rota may not look.' : 'AWS did not tell.'),
        words: this.signal.aborted
          ? `AWS did not answer within ${this.milliseconds / 1000} seconds.`
          : `${known.code}: ${known.message}`,
      };
    }
  }

  #end(): Promise<never> {
    return new Promise((_, reject) => {
      const end = () => reject(new AwsError('unreachable', 'TimedOut', 'AWS did not answer in time.'));
      if (this.signal.aborted) return end();
      this.signal.addEventListener('abort', end, { once: true });
    });
  }
}
