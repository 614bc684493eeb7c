import { invalid, RotaError } from '@/lib/errors';

type Terms = {
  /** The field of a command's input that holds what the body says. */
  within?: string;
  /** Names of the input, and those of the body in their place. */
  names?: Readonly<Record<string, string>>;
};

/**
 * Does something, and names the fields of its refusals as the body of the request has them.
 * @throws RotaError invalid in these terms, and whatever else `work` throws
 */
export async function inTerms<R>({ within, names = {} }: Terms, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RotaError) || error.code !== 'invalid') throw error;
    throw invalid(
      error.fields.map(({ path, message }) => {
        const parts = path.split('.');
        const [first = '', ...rest] = parts[0] === within ? parts.slice(1) : parts;
        return { path: [names[first] ?? first, ...rest].join('.'), message };
      }),
    );
  }
}
