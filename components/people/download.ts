import type { ActionError } from '@/lib/action';

/**
 * Posts an input to a route of Rota and has the browser keep the file that comes back.
 * @returns what is wrong, in words; null where the whole file came
 */
export async function download(path: string, input: unknown): Promise<string | null> {
  try {
    const answer = await fetch(path, { method: 'POST', body: JSON.stringify(input) });
    if (!answer.ok) return ((await answer.json()) as ActionError).message;
    keep(await answer.blob(), nameOf(answer));
    return null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return 'The file did not come whole: Rota could not be reached, or broke it off. Try again.';
  }
}

const nameOf = (answer: Response) =>
  /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'rota';

function keep(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
