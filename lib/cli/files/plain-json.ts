import { type Document, isAlias, isCollection, isScalar, type Node, type Pair, visit } from 'yaml';

/** What of a document is wrong, and where in the text. */
export type Flaw = { offset: number; message: string };

/** Tags of what JSON has too. */
const JSON_TAG = /^(!|tag:yaml\.org,2002:(map|seq|str|int|float|bool|null))$/;

/**
 * A YAML document as the JSON that it says, or all in it that JSON can't say, or would say otherwise than it was meant.
 * Nothing is guessed: whole numbers that lose digits, keys that are no text, `<<` and what leads around are flaws.
 */
export function plainJson(document: Document.Parsed): { value: unknown } | { flaws: Flaw[] } {
  const flaws: Flaw[] = [];
  const flaw = (node: Node | null | undefined, message: string) => {
    flaws.push({ offset: node?.range?.[0] ?? document.contents?.range?.[0] ?? 0, message });
  };
  visit(document, {
    Pair: (_, { key }: Pair) => {
      if (!isScalar(key)) flaw(key as Node | null, 'A name has to be text. Write it out, in quotes.');
      else if (key.source === '<<' && key.type === 'PLAIN')
        flaw(key, 'Nothing is merged by <<. Write the fields out.');
      else if (typeof key.value !== 'string')
        flaw(key, `A name has to be text. Write it in quotes: "${key.source ?? ''}".`);
    },
    Node: (_, node, path) => {
      if (isAlias(node)) {
        const anchor = node.resolve(document);
        if (!anchor) flaw(node, `There is no anchor &${node.source} before *${node.source}.`);
        else if (path.includes(anchor)) flaw(node, `*${node.source} leads back to what it stands in.`);
        return;
      }
      if (node.tag !== undefined && !JSON_TAG.test(node.tag))
        flaw(node, `A value can’t have the tag ${node.tag}: it has to be one that JSON has too.`);
      else if (isScalar(node) && !isCollection(node)) ofScalar(node.value, (message) => flaw(node, message));
    },
  });
  if (flaws.length > 0) return { flaws };
  try {
    return { value: document.toJS() };
  } catch (error) {
    // The only one that is left: more copies than anybody writes by hand.
    if (!(error instanceof ReferenceError)) throw error;
    flaw(document.contents, 'There are too many aliases (*) in it. Write the values out.');
    return { flaws };
  }
}

function ofScalar(value: unknown, flaw: (message: string) => void): void {
  if (typeof value !== 'number') return;
  if (!Number.isFinite(value)) flaw('JSON has no such number. Write it in quotes, if it is text.');
  else if (Number.isInteger(value) && !Number.isSafeInteger(value))
    flaw(
      'This number would lose digits: whole numbers go up to 9007199254740991. Write it in quotes, as text.',
    );
}
