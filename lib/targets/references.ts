import { jsonProblem } from './fields';

/** A value that stands in AWS Secrets Manager: which secret, which field of it (null: all), which version (AWSCURRENT). */
export type SecretReference = {
  /** As it was written. */
  text: string;
  /** Name or ARN. */
  secretId: string;
  jsonKey: string | null;
  versionStage: string | null;
  versionId: string | null;
};

/** A reference that is none; the message says why and what would be right. */
export class SecretReferenceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SecretReferenceError';
  }
}

const BEGIN = '{{resolve:secretsmanager:';
const END = '}}';
/** One field of a secret. */
export const REFERENCE_EXAMPLE = `${BEGIN}billing/api:SecretString:token${END}`;

/** CreateSecret, AWS Secrets Manager API reference. */
const NAME = /^[\w/+=.@-]{1,512}$/;
const ARN = /^arn:aws[\w-]*:secretsmanager:[a-z\d-]+:\d{12}:secret:[\w/+=.@-]{1,512}$/;
/** The parts of an ARN before the name, each with its colon. */
const ARN_PARTS = 6;

/** Each is a call to AWS at each delivery. */
const MOST = 20;

/**
 * Reads a reference in the form that CloudFormation has:
 * `{{resolve:secretsmanager:secret-id:SecretString:json-key:version-stage:version-id}}`, where all after the secret's
 * id may be left out or empty and only one of the last two stands (Get an AWS Secrets Manager secret in an AWS
 * CloudFormation resource, AWS Secrets Manager user guide).
 * @throws SecretReferenceError
 */
export function parseReference(text: string): SecretReference {
  const wrong = (why: string) =>
    new SecretReferenceError(`The reference ${text} ${why} It has the form ${REFERENCE_EXAMPLE}.`);
  if (!text.startsWith(BEGIN)) throw wrong(`does not begin with ${BEGIN}.`);
  if (!text.endsWith(END)) throw wrong(`does not end with ${END}.`);
  const parts = text.slice(BEGIN.length, -END.length).split(':');
  const own = parts[0] === 'arn' ? ARN_PARTS + 1 : 1;
  const secretId = parts.slice(0, own).join(':');
  const [form = '', jsonKey = '', versionStage = '', versionId = '', ...more] = parts.slice(own);
  if (secretId === '') throw wrong('names no secret.');
  if (own > 1 && !ARN.test(secretId)) throw wrong(`has an ARN that is not a secret's: ${secretId}.`);
  if (own === 1 && !NAME.test(secretId))
    throw wrong('names a secret with other characters than letters, digits and /_+=.@-.');
  if (form !== '' && form !== 'SecretString')
    throw wrong(`has “${form}” after the secret, where only SecretString can stand.`);
  if (more.length > 0) throw wrong('has too many parts: a part can hold no colon.');
  if (versionStage !== '' && versionId !== '') throw wrong('names a version stage and a version: keep one.');
  return {
    text,
    secretId,
    jsonKey: jsonKey || null,
    versionStage: versionStage || null,
    versionId: versionId || null,
  };
}

/**
 * The references in an input, each once, in their order.
 * @param input JSON, in whose strings they stand, or other text
 * @throws SecretReferenceError of one that is none, stands in the name of a field, or is one too many
 */
export function referencesIn(input: string): SecretReference[] {
  const found = new Map<string, SecretReference>();
  for (const { text, isName } of textsIn(input))
    for (const one of written(text)) {
      if (isName)
        throw new SecretReferenceError(
          `The reference ${one} stands in the name of a field: only a value can be one.`,
        );
      found.set(one, parseReference(one));
    }
  if (found.size > MOST)
    throw new SecretReferenceError(`The input has ${found.size} references to secrets. It may have ${MOST}.`);
  return [...found.values()];
}

/**
 * Puts what references stand for in their place. What is put there is not looked at again: a secret may hold what looks
 * like a reference, or like a context attribute, which are therefore to be replaced before.
 * @param input as it is to be sent: secrets decrypted
 * @param read gives the text of a reference; asked once for each
 * @returns JSON where the input is JSON, whatever the texts hold
 * @throws SecretReferenceError as `referencesIn`; whatever `read` throws
 */
export async function resolveReferences(
  input: string,
  read: (reference: SecretReference) => Promise<string>,
): Promise<string> {
  const references = referencesIn(input);
  const texts = await Promise.all(references.map(read));
  const textOf = new Map(references.map(({ text }, i) => [text, texts[i] ?? '']));
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end, text, write } of textsIn(input)) {
    const all = written(text);
    if (all.length === 0) continue;
    pieces.push(input.slice(from, start), write(replaced(text, all, textOf)));
    from = end;
  }
  return pieces.join('') + input.slice(from);
}

/** Why an input can't be delivered by EventBridge Scheduler itself; null where it can. */
export function directProblem(input: string): string | null {
  if (!textsIn(input).some(({ text }) => text.includes(BEGIN))) return null;
  return 'EventBridge Scheduler would send the reference to Secrets Manager itself: only delivery through Rota can resolve it. Choose that, or enter the value and name its field as secret.';
}

/** The secrets that an input refers to, as people know them: `billing/api (token)`. What is no reference has no name. */
export function referenceNames(input: string): string[] {
  const names = textsIn(input).flatMap(({ text }) => written(text).flatMap(nameOf));
  return [...new Set(names)];
}

function nameOf(text: string): string[] {
  try {
    const { secretId, jsonKey } = parseReference(text);
    return [jsonKey === null ? secretId : `${secretId} (${jsonKey})`];
  } catch (error) {
    if (!(error instanceof SecretReferenceError)) throw error;
    return [];
  }
}

/** Every reference that is written in a text; one without an end is all the rest. */
function written(text: string): string[] {
  const all: string[] = [];
  for (let at = text.indexOf(BEGIN); at >= 0; ) {
    const end = text.indexOf(END, at + BEGIN.length);
    const until = end < 0 ? text.length : end + END.length;
    all.push(text.slice(at, until));
    at = text.indexOf(BEGIN, until);
  }
  return all;
}

function replaced(text: string, all: readonly string[], textOf: ReadonlyMap<string, string>): string {
  let rest = text;
  let done = '';
  for (const one of all) {
    const at = rest.indexOf(one);
    done += rest.slice(0, at) + (textOf.get(one) ?? '');
    rest = rest.slice(at + one.length);
  }
  return done + rest;
}

type Text = { start: number; end: number; text: string; isName: boolean; write: (text: string) => string };

const STRING = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?/g;

/** Where references can stand: the strings of what is JSON, else the whole. */
function textsIn(input: string): Text[] {
  if (jsonProblem(input) !== null)
    return [{ start: 0, end: input.length, text: input, isName: false, write: (text) => text }];
  return [...input.matchAll(STRING)].map(({ 1: string = '', 2: colon, index: start }) => ({
    start,
    end: start + string.length,
    text: JSON.parse(string) as string,
    isName: colon !== undefined,
    write: JSON.stringify,
  }));
}
