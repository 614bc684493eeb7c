import { invalid } from '@/lib/errors';
import { jsonLosses } from '@/lib/targets/json-losses';
import { ApiRefusal } from './refusal';

/** Bytes of a body, at the most. */
export const BODY_MAX = 256 * 1024;

/** Levels of lists and objects within one another, at the most: what goes deeper breaks what reads it step by step. */
const DEEPEST = 100;

type JsonObject = Record<string, unknown>;

/**
 * The JSON object of a request's body; an empty one where there is no body.
 * @throws ApiRefusal of what is too large, of another media type, and of what is no JSON object; RotaError invalid of
 *   what would be lost of it
 */
export async function readBody(request: Request): Promise<JsonObject> {
  const value = await jsonOf(request, BODY_MAX);
  if (value === undefined) return {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new ApiRefusal(400, 'The body is not a JSON object.');
}

/**
 * What the JSON of a request's body says; undefined where there is no body.
 * @param max bytes of it, at the most
 * @throws ApiRefusal of what is too large, of another media type, and of what is no JSON; RotaError invalid of what would
 *   be lost of it
 */
export async function jsonOf(request: Request, max: number): Promise<unknown> {
  const tooLarge = () => new ApiRefusal(413, `The body is too large: at most ${max} bytes.`);
  if (Number(request.headers.get('content-length') ?? 0) > max) throw tooLarge();
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > max) throw tooLarge();
  if (bytes.byteLength === 0) return undefined;
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json')
    throw new ApiRefusal(415, 'Send JSON, with the header Content-Type: application/json.');
  const { text, value } = parsed(bytes);
  if (isDeep(value)) throw new ApiRefusal(400, `The body is nested too deeply: at most ${DEEPEST} levels.`);
  const losses = jsonLosses(text);
  if (losses.length > 0) throw invalid(losses);
  return value;
}

function parsed(bytes: ArrayBuffer): { text: string; value: unknown } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    throw new ApiRefusal(400, 'The body is not JSON, in UTF-8.');
  }
}

function isDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}
