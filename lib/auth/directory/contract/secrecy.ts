import { inspect } from 'node:util';
import { expect, it, onTestFinished, vi } from 'vitest';
import { DirectoryError } from '@/lib/auth/directory';
import type { ContractDomain } from './domain';
import { partsOf } from './parts';

/** Everything that this process prints until released, or until the test ends. */
export function printed(): { readonly text: string; release(): void } {
  let text = '';
  const keep = (chunk: unknown) => {
    text += String(chunk);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(keep),
    vi.spyOn(process.stderr, 'write').mockImplementation(keep),
    ...(['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation(keep),
    ),
  ];
  const release = () => {
    for (const spy of spies) spy.mockRestore();
  };
  onTestFinished(release);
  return {
    release,
    get text() {
      return text;
    },
  };
}

/** An error with all that hangs on it, as a logger might print it. */
export const inspected = (error: unknown) =>
  `${inspect(error, { depth: 12, showHidden: true })} ${(error as Error).stack}`;

/** Where passwords must not turn up. */
export function secrecyContract(subject: () => ContractDomain): void {
  const { directory, newUser, tap } = partsOf(subject);

  it('24. shows no password in errors or output, whatever fails', async () => {
    const secret = 'S3cret-in-no-message';
    const cases = [
      {},
      { servicePassword: secret },
      { urls: ['ldaps://localhost:1'] },
      { urls: [(await tap({ judge: ({ request }) => (request.op === 'bind' ? 'cut' : 'pass') })).url] },
      { baseDn: 'DC=nowhere,DC=test' },
      { deadlineMs: 0 },
    ];
    const sam = await newUser();
    const output = printed();
    for (const overrides of cases) {
      const error = await directory(overrides)
        .signIn(sam, secret)
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DirectoryError);
      expect(inspected(error)).not.toContain(secret);
      expect(inspected(error)).not.toContain(subject().config.servicePassword);
    }
    expect(output.text).not.toContain(secret);
  });
}
