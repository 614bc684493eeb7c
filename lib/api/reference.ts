import type { Description } from './openapi';

/** A field of what is sent or answered: where it stands, what it holds, and what is said of it. */
export type Field = {
  path: string;
  type: string;
  required: boolean;
  about: string;
  /** Of what not all variants have: those that do, as in `kind is "ecs"`. */
  only?: string;
};

/** An operation as people read it. */
export type Reference = {
  id: string;
  tag: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  parameters: (Field & { where: string })[];
  body: Field[];
  answer: { status: string; fields: Field[] };
  /** A call of it, for a shell. */
  example: string;
};

type Schema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  const?: unknown;
  enum?: unknown[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  example?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
};
type Content = { content?: Record<string, { schema: Schema }> };
type Operation = {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters: { name: string; in: string; required: boolean; description?: string; schema: Schema }[];
  requestBody?: Content;
  responses: Record<string, Content>;
};

/** So deep are fields listed: what is deeper has a schema of its own in the description. */
const DEEPEST = 3;

/**
 * The operations of a description, in its order.
 * @param origin as in `https://rota.example.com`, for the examples
 */
export function referenceOf(description: Description, origin: string): Reference[] {
  const reader = new Reader(description.components.schemas as Record<string, Schema>);
  return Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      reader.operation(origin, path, method.toUpperCase(), operation as unknown as Operation),
    ),
  );
}

class Reader {
  constructor(private readonly schemas: Record<string, Schema>) {}

  operation(origin: string, path: string, method: string, operation: Operation): Reference {
    const { operationId, tags, summary, description, parameters, requestBody, responses } = operation;
    const body = jsonOf(requestBody);
    const status = Object.keys(responses).find((code) => code.startsWith('2')) ?? '200';
    const answered = jsonOf(responses[status]);
    return {
      id: operationId,
      tag: tags[0] ?? '',
      method,
      path,
      summary,
      description,
      parameters: parameters.map(({ name, in: where, required, description: about = '', schema }) => ({
        path: name,
        where,
        type: this.typeOf(schema),
        required,
        about: withLimits(about, schema),
      })),
      body: body ? this.fieldsOf(body) : [],
      answer: { status, fields: answered ? this.fieldsOf(answered) : [] },
      example: exampleOf(origin, path, method, body ? this.exampleOf(body) : undefined),
    };
  }

  fieldsOf(schema: Schema, prefix = '', depth = 0): Field[] {
    const { type, items, properties = {}, required = [] } = this.resolved(schema);
    if (type === 'array' && items) return this.fieldsOf(items, `${prefix}[]`, depth);
    if (depth >= DEEPEST) return [];
    const own = Object.entries(properties).flatMap(([name, part]) => {
      const path = below(prefix, name);
      const about = withLimits(part.description ?? this.resolved(part).description ?? '', part);
      const field = { path, type: this.typeOf(part), required: required.includes(name), about };
      return [field, ...this.fieldsOf(part, path, depth + 1)];
    });
    return [...own, ...this.fieldsOfVariants(this.resolved(schema), prefix, depth)];
  }

  /** Of a union, what its variants have: what all of them have once, the rest by the constant that tells them apart. */
  private fieldsOfVariants({ anyOf = [], oneOf = anyOf, properties }: Schema, prefix: string, depth: number) {
    const variants = oneOf
      .map((one) => ({ schema: this.resolved(one), fields: this.fieldsOf(one, prefix, depth) }))
      .filter(({ fields }) => fields.length > 0);
    if (variants.length < 2) return variants.flatMap(({ fields }) => fields);
    const tag = this.tagOf(variants.map(({ schema }) => schema));
    const found = new Map<string, { field: Field; variants: Schema[] }>();
    for (const { schema, fields } of variants)
      for (const field of fields) {
        if (tag !== null && field.path === below(prefix, tag)) continue;
        const key = JSON.stringify(field);
        const { variants: having } = found.get(key) ?? { variants: [] };
        found.set(key, { field, variants: [...having, schema] });
      }
    const shared = [...found.values()].map(({ field, variants: having }) => {
      if (having.length === variants.length) return field;
      if (tag !== null)
        return { ...field, only: [this.only(tag, having), field.only].filter(Boolean).join(', ') };
      return { ...field, required: field.required && !having.some((one) => isOf(one, field.path, prefix)) };
    });
    if (tag === null || properties?.[tag]) return shared;
    const type = variants.map(({ schema }) => this.constantOf(schema, tag)).join(' or ');
    return [{ path: below(prefix, tag), type, required: true, about: '' }, ...shared];
  }

  /** The name of the field that holds another constant in each variant. */
  private tagOf(variants: readonly Schema[]): string | null {
    const names = Object.keys(variants[0]?.properties ?? {});
    return names.find((name) => variants.every((one) => this.constantOf(one, name) !== null)) ?? null;
  }

  private constantOf({ properties }: Schema, name: string): string | null {
    const value = this.resolved(properties?.[name] ?? {}).const;
    return value === undefined ? null : JSON.stringify(value);
  }

  private only = (tag: string, variants: readonly Schema[]): string =>
    `${tag} is ${variants.map((one) => this.constantOf(one, tag)).join(' or ')}`;

  private resolved(schema: Schema): Schema {
    const name = schema.$ref?.split('/').at(-1);
    return name === undefined ? schema : this.resolved(this.schemas[name] ?? {});
  }

  typeOf(given: Schema): string {
    const schema = this.resolved(given);
    const several = schema.anyOf ?? schema.oneOf;
    if (several) return [...new Set(several.map((one) => this.typeOf(one)))].join(' or ');
    if (schema.const !== undefined) return JSON.stringify(schema.const);
    if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
    if (schema.type === 'array') return `list of ${schema.items ? this.typeOf(schema.items) : 'anything'}`;
    if (schema.format) return schema.format;
    return [schema.type ?? 'anything'].flat().join(' or ');
  }

  /** A body with what it must have. */
  private exampleOf(given: Schema): unknown {
    const schema = this.resolved(given);
    if (schema.example !== undefined) return schema.example;
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return schema.enum[0];
    const [first] = schema.anyOf ?? schema.oneOf ?? [];
    if (first) return this.exampleOf(first);
    switch ([schema.type].flat()[0]) {
      case 'object': {
        const wanted = Object.entries(schema.properties ?? {}).filter(([name]) =>
          schema.required?.includes(name),
        );
        return Object.fromEntries(wanted.map(([name, part]) => [name, this.exampleOf(part)]));
      }
      case 'array':
        return schema.items ? [this.exampleOf(schema.items)] : [];
      case 'integer':
      case 'number':
        return 1;
      case 'boolean':
        return true;
      default:
        return '…';
    }
  }
}

/** What is said of a field, and what it may hold: as in `0 to 59; left out, 0`. */
function withLimits(about: string, schema: Schema): string {
  const [only, ...others] = (schema.anyOf ?? []).filter(({ type }) => type !== 'null');
  const { minimum, maximum, maxLength, minItems, maxItems } = others.length === 0 ? (only ?? schema) : schema;
  const usual = schema.default;
  const said = [
    range(minimum, maximum),
    maxLength === undefined ? '' : `at most ${maxLength} characters`,
    range(minItems, maxItems),
    usual === undefined || isNothing(usual) ? '' : `left out, ${JSON.stringify(usual)}`,
  ].filter(Boolean);
  const text = said.join('; ');
  return [about, text && `${text[0]?.toUpperCase()}${text.slice(1)}.`].filter(Boolean).join(' ');
}

function range(least: number | undefined, most: number | undefined): string {
  const [from, to] = [least, most].map((bound) => (isOwn(bound) ? bound : undefined));
  if (from !== undefined && to !== undefined) return `${from} to ${to}`;
  if (to !== undefined) return `at most ${to}`;
  return from === undefined ? '' : `at least ${from}`;
}

/** Whether a bound is said of a field, and not what any whole number has. */
const isOwn = (bound = Number.MAX_SAFE_INTEGER): boolean => Math.abs(bound) < Number.MAX_SAFE_INTEGER;

const isNothing = (value: unknown): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

const below = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}.${name}`);

/** Whether a path is that of a schema's own field, and not of one below that. */
const isOf = ({ properties = {} }: Schema, path: string, prefix: string): boolean =>
  Object.keys(properties).some((name) => below(prefix, name) === path);

const jsonOf = (of: Content | undefined): Schema | undefined => of?.content?.['application/json']?.schema;

function exampleOf(origin: string, path: string, method: string, body: unknown): string {
  const lines = [`curl${method === 'GET' ? '' : ` -X ${method}`} -H "Authorization: Bearer $ROTA_TOKEN"`];
  if (body !== undefined)
    lines.push(
      `  -H "Content-Type: application/json"`,
      `  -d '${JSON.stringify(body).replaceAll("'", `'\\''`)}'`,
    );
  return [...lines, `  ${origin}/api/v1${path}`].join(' \\\n');
}
