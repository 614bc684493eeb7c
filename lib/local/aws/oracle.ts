import { existsSync, readFileSync } from 'node:fs';
import type { Json, JsonObject } from './json';

/** A shape of a service model, as botocore publishes it. */
export interface ModelShape {
  type: string;
  members?: Record<string, { shape: string; location?: string; locationName?: string }>;
  required?: string[];
  member?: { shape: string };
  key?: { shape: string };
  value?: { shape: string };
  min?: number;
  max?: number;
  pattern?: string;
  enum?: string[];
}

export interface ModelOperation {
  http: { method: string; requestUri: string };
  input: { shape: string };
}

export interface Probe {
  what: string;
  value: Json;
  accepted: boolean;
  /** What a refusal names. */
  constraint?: RegExp;
}

type Put = (value: Json) => Json;
export type Place = { name: string; put: Put; path: string };

interface Texts {
  /** A text of a given length that fits the pattern of a shape. */
  fitting?: Record<string, (length: number) => string>;
  /** A text that does not fit; %% where none is named. */
  misfit?: Record<string, string>;
}

/** The service models that AWS publishes with botocore, as Debian packages them: for tests only. */
const MODELS = '/usr/lib/python3/dist-packages/botocore/data';

/** Values at and beyond every limit that a service's model gives. */
export class Oracle {
  readonly present: boolean;
  readonly operations: Record<string, ModelOperation>;
  private readonly shapes: Record<string, ModelShape>;

  /** @param model as in `scheduler/2021-06-30` */
  constructor(
    model: string,
    private readonly texts: Texts = {},
  ) {
    const file = `${MODELS}/${model}/service-2.json`;
    this.present = existsSync(file);
    const read = this.present ? JSON.parse(readFileSync(file, 'utf8')) : { operations: {}, shapes: {} };
    this.operations = read.operations;
    this.shapes = read.shapes;
  }

  shapeOf(name: string): ModelShape {
    return this.shapes[name] ?? { type: 'missing' };
  }

  private textFor(name: string, length: number): string {
    return (this.texts.fitting?.[name] ?? ((size) => 'a'.repeat(size)))(length);
  }

  /** Some value that every constraint of the shape accepts, with its required members alone. */
  valid(name: string): Json {
    const shape = this.shapeOf(name);
    if (shape.type === 'string')
      return shape.enum?.[0] ?? this.textFor(name, this.texts.fitting?.[name] ? 100 : (shape.min ?? 1));
    if (shape.type === 'integer') return shape.min ?? 0;
    if (shape.type === 'boolean') return true;
    if (shape.type === 'timestamp') return 1_800_000_000;
    if (shape.type === 'list')
      return Array.from({ length: shape.min ?? 0 }, () => this.valid(shape.member?.shape ?? ''));
    if (shape.type === 'map')
      return { [String(this.valid(shape.key?.shape ?? ''))]: this.valid(shape.value?.shape ?? '') };
    const members = (shape.required ?? []).map((member) => [
      member,
      this.valid(shape.members?.[member]?.shape ?? ''),
    ]);
    return Object.fromEntries(members);
  }

  probes(name: string): Probe[] {
    const { type, min, max, pattern, enum: values, member, required } = this.shapeOf(name);
    const found: Probe[] = [];
    const add = (what: string, value: Json, accepted: boolean, constraint?: RegExp) =>
      found.push({ what: `${name} ${what}`, value, accepted, ...(constraint && { constraint }) });
    const sized = (length: number): Json =>
      type === 'list'
        ? Array.from({ length }, () => this.valid(member?.shape ?? ''))
        : this.textFor(name, length);
    if (type === 'integer') {
      if (min !== undefined) add('at min', min, true);
      if (min !== undefined) add('below min', min - 1, false, /greater than or equal to/);
      if (max !== undefined) add('at max', max, true);
      if (max !== undefined) add('above max', max + 1, false, /less than or equal to/);
    } else if (type === 'string' || type === 'list') {
      const fitting = this.texts.fitting?.[name] !== undefined;
      if (min !== undefined && (!fitting || type === 'list')) add('at min', sized(min), true);
      if (min !== undefined && min > 0)
        add(
          'below min',
          type === 'list' ? sized(min - 1) : 'a'.repeat(min - 1),
          false,
          /length greater than/,
        );
      if (max !== undefined) add('at max', sized(max), true);
      if (max !== undefined) add('above max', sized(max + 1), false, /length less than/);
    }
    if (pattern)
      add('against its pattern', this.texts.misfit?.[name] ?? '%%', false, /regular expression pattern/);
    for (const value of values ?? []) add(`as ${value}`, value, true);
    if (values) add('of no enum value', 'NONE_OF_THESE', false, /enum value set/);
    for (const need of required ?? []) {
      const { [need]: _, ...rest } = this.valid(name) as JsonObject;
      add(`without ${need}`, rest, false, /Member must not be null/);
    }
    return found;
  }

  /** Every place in a shape where a shape stands, with a way to put a value there in something valid. */
  places(name: string, put: Put, path: string): Place[] {
    const shape = this.shapeOf(name);
    const here = { name, put, path };
    if (shape.type === 'list') {
      const inner = shape.member?.shape ?? '';
      return [here, ...this.places(inner, (value) => put([value]), `${path}[]`)];
    }
    if (shape.type === 'map') {
      const key = shape.key?.shape ?? '';
      const value = shape.value?.shape ?? '';
      return [
        here,
        ...this.places(key, (given) => put({ [String(given)]: this.valid(value) }), `${path}{key}`),
        ...this.places(value, (given) => put({ [String(this.valid(key))]: given }), `${path}{value}`),
      ];
    }
    const members = Object.entries(shape.members ?? {}).flatMap(([member, { shape: inner }]) =>
      this.places(
        inner,
        (value) => put({ ...(this.valid(name) as JsonObject), [member]: value }),
        `${path}.${member}`,
      ),
    );
    return [here, ...members];
  }

  /** Every limit of what an operation takes, each as an input that is valid but for it. */
  cases<Name extends string>(operations: readonly Name[]) {
    return operations.flatMap((operation) =>
      this.places(this.operations[operation]?.input.shape ?? '', (value) => value, operation).flatMap(
        (place) =>
          this.probes(place.name).map((probe) => ({
            ...probe,
            operation,
            title: `${place.path}: ${probe.what}`,
            input: place.put(probe.value) as JsonObject,
          })),
      ),
    );
  }
}
