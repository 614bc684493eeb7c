import { dnKey } from './dn';

export type Value = string | Buffer;

/** Password and failure count of an account. Only {@link file://./bind.ts} reads it. */
export interface Credentials {
  salt: Buffer;
  hash: Buffer;
  /** Wrong passwords since the last right one or the last unlock. */
  failures: number;
  /** Epoch milliseconds of the last wrong password. */
  lastFailure: number;
  /** Epoch milliseconds until which the account is locked; 0 when it is not. */
  lockedUntil: number;
}

interface Attribute {
  /** As the schema spells it, e.g. `sAMAccountName`. */
  name: string;
  values: Value[];
}

/** One object of the directory, with its stored (not computed) attributes. */
export class Entry {
  readonly key: string;
  readonly #attributes = new Map<string, Attribute>();

  constructor(
    readonly dn: string,
    attributes: Record<string, Value | Value[]>,
    readonly credentials: Credentials | null = null,
  ) {
    const key = dnKey(dn);
    if (key === null) throw new Error(`"${dn}" is not a distinguished name.`);
    this.key = key;
    for (const [name, value] of Object.entries({ distinguishedName: dn, ...attributes })) {
      const values = Array.isArray(value) ? value : [value];
      if (values.length > 0) this.#attributes.set(name.toLowerCase(), { name, values });
    }
  }

  /** Values of an attribute, named in any case; empty when there is none. */
  values(attribute: string): Value[] {
    return this.#attributes.get(attribute.toLowerCase())?.values ?? [];
  }

  /** The first value as text, or an empty text. */
  text(attribute: string): string {
    return String(this.values(attribute)[0] ?? '');
  }

  /** The schema's spelling of an attribute, if the entry has it. */
  spelling(attribute: string): string | undefined {
    return this.#attributes.get(attribute.toLowerCase())?.name;
  }

  get names(): string[] {
    return [...this.#attributes.values()].map((attribute) => attribute.name);
  }
}
