import { invalid, oneEach, RotaError } from '@/lib/errors';

/** How the body of a request calls a field of a command's input, as in `team` for `schedule.teamId`. */
export type Naming = (path: string) => string;

type Terms = {
  /** The field of the input that holds what the body says. */
  within?: string;
  /** Names of the input, and those of the body in their place. */
  names?: Readonly<Record<string, string>>;
};

export const naming =
  ({ within, names = {} }: Terms): Naming =>
  (path) => {
    const parts = path.split('.');
    const [first = '', ...rest] = parts[0] === within ? parts.slice(1) : parts;
    // A key that was sent may have any name, as `constructor`.
    const own = Object.hasOwn(names, first) ? names[first] : undefined;
    return [own ?? first, ...rest].join('.');
  };

/**
 * Does something, and names the fields of its refusals as the body of the request has them.
 * @throws RotaError in these terms, and whatever else `work` throws
 */
export async function inTerms<R>(naming: Naming, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RotaError) || error.fields.length === 0) throw error;
    const fields = oneEach(error.fields.map(({ path, message }) => ({ path: naming(path), message })));
    // Several fields of an input may be one of the body.
    const message = fields.length < error.fields.length ? invalid(fields).message : error.message;
    throw new RotaError(error.code, error.status, message, { fields });
  }
}
