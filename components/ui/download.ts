import type { ActionError } from '@/lib/action';

/** Breaks a download off, and is told of each part of the file as it comes. */
type Watch = { signal: AbortSignal; onPart(bytes: Uint8Array, answer: Response): void };

/**
 * Posts an input to a route of Rota and has the browser keep the file that comes back.
 * @returns what is wrong, in words; null where the whole file came
 */
export async function download(path: string, input: unknown, watch?: Watch): Promise<string | null> {
  try {
    const body = JSON.stringify(input);
    const answer = await fetch(path, { method: 'POST', body, signal: watch?.signal ?? null });
    if (!answer.ok) return ((await answer.json()) as ActionError).message;
    keep(await fileOf(answer, watch), nameOf(answer));
    return null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return 'The file did not come whole: Rota could not be reached, or broke it off. Try again.';
  }
}

const nameOf = (answer: Response) =>
  /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'rota';

/** So much of a file is kept by the page itself; the browser may keep the rest on disk. */
const HELD = 8 * 1024 * 1024;

async function fileOf(answer: Response, watch: Watch | undefined): Promise<Blob> {
  if (!watch || !answer.body) return answer.blob();
  let file = new Blob();
  let held: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = answer.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob([file, ...held]);
    watch.onPart(value, answer);
    held.push(value);
    size += value.length;
    if (size < HELD) continue;
    file = new Blob([file, ...held]);
    held = [];
    size = 0;
  }
}

function keep(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
