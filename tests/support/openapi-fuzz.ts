/** Makes requests from our own OpenAPI, good ones and bad ones, and checks the replies against it. */
import { z } from 'zod';

type Schema = Record<string, unknown>;

export interface Operation {
  method: string;
  path: string;
  parameters: { name: string; in: string; schema: Schema }[];
  /** Of a JSON body; null where it takes none. */
  body: Schema | null;
  /** By status, of JSON replies; null where the body is nothing of JSON. */
  replies: Record<string, { type: string; schema: Schema } | null>;
}

export interface FuzzedRequest {
  operation: Operation;
  url: string;
  init: { method: string; headers: Record<string, string>; body?: string };
}

interface OpenApi {
  paths: Record<
    string,
    Record<
      string,
      {
        parameters?: Operation['parameters'];
        requestBody?: { content: Record<string, { schema?: Schema }> };
        responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
      }
    >
  >;
}

export function operationsOf({ paths }: OpenApi): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, responses }]) => ({
      ...{ method: method.toUpperCase(), path, parameters },
      body: requestBody?.content['application/json']?.schema ?? null,
      replies: Object.fromEntries(
        Object.entries(responses).map(([status, { content = {} }]) => {
          const [type, described] = Object.entries(content).find(([each]) => each.includes('json')) ?? [];
          return [status, type && described?.schema ? { type, schema: described.schema } : null];
        }),
      ),
    })),
  );
}

/** What no schema asks for and clients send. */
const ODD: readonly unknown[] = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1e400',
    'null',
    '../../etc/passwd',
    '%00',
    '\u0000',
    '\ud800',
    '👩‍👩‍👧',
    "' or 1=1 --",
  ],
  ...['a'.repeat(300), '<script>', '{{7*7}}', '__proto__', 'constructor', '\r\nx: y', '9'.repeat(40), '::1'],
  ...[null, true, 0, -1, 1e308, 0.1, [], {}, [[]], { a: { b: [1] } }],
];

/** Deterministic: a failing request is found again by its seed. */
export class Fuzzer {
  constructor(
    private state: number,
    /** Ids that there are, by the name of the parameter. */
    private readonly known: Readonly<Record<string, readonly string[]>>,
  ) {}

  request(operation: Operation): FuzzedRequest {
    const { method, path, parameters } = operation;
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => this.segment(name));
    const query = new URLSearchParams();
    for (const { name, schema } of parameters.filter((parameter) => parameter.in === 'query'))
      if (this.chance(0.3)) query.append(name, this.written(this.value(schema)));
    if (this.chance(0.1)) query.append(this.one(['colour', 'limit', '__proto__', 'a[b]']), 'x');
    const text = query.toString();
    const headers: Record<string, string> = {};
    if (this.chance(0.05)) headers['idempotency-key'] = this.one(['k', 'a b', 'x'.repeat(400)]);
    if (this.chance(0.05)) headers.range = 'bytes=5-2';
    if (this.chance(0.05)) headers.accept = 'application/xml';
    if (this.chance(0.03)) headers['x-forwarded-for'] = '1.2.3.4, ::ffff:0';
    const takes = method !== 'GET' && method !== 'HEAD';
    const body = takes ? this.body(operation, headers) : undefined;
    return {
      operation,
      url: filled + (text === '' ? '' : `?${text}`),
      init: { method, headers, ...(body !== undefined && { body }) },
    };
  }

  private body({ body }: Operation, headers: Record<string, string>): string | undefined {
    if (this.chance(0.1)) return undefined;
    headers['content-type'] = this.chance(0.9)
      ? 'application/json'
      : this.one([
          'text/plain',
          'application/x-www-form-urlencoded',
          'multipart/form-data; boundary=x',
          'json',
        ]);
    if (this.chance(0.05)) return this.one(['{', '[1,', 'nul', '\ufeff{}', '"x', '{"a":1}}', '--x--']);
    return JSON.stringify(body === null || this.chance(0.1) ? this.one(ODD) : this.value(body));
  }

  /** Of a schema, most often one that it allows. */
  private value(schema: Schema): unknown {
    if (this.chance(0.12)) return this.one(ODD);
    const either = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
    if (either) return this.value(this.one(either));
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return this.one(schema.enum as unknown[]);
    switch (schema.type) {
      case 'object': {
        const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
        const wanted = (schema.required ?? []) as string[];
        const taken = properties.filter(([name]) => this.chance(wanted.includes(name) ? 0.95 : 0.5));
        const made = Object.fromEntries(taken.map(([name, each]) => [name, this.value(each)]));
        return this.chance(0.05) ? { ...made, surplus: this.one(ODD) } : made;
      }
      case 'array':
        return Array.from({ length: this.whole(3) }, () => this.value((schema.items ?? {}) as Schema));
      case 'integer':
        return this.one([0, 1, 2, 50, 501, -1, 2 ** 31, Number.MAX_SAFE_INTEGER]);
      case 'number':
        return this.one([0, 0.5, 1, -0.1, 1e-320, 300]);
      case 'boolean':
        return this.chance(0.5);
      case 'null':
        return null;
      default:
        return this.one([
          'a',
          'letter',
          '1',
          '2026-01-01',
          '2026-13-45',
          'http://a.example/x',
          'ann',
          ...this.ids(),
        ]);
    }
  }

  private segment(name: string): string {
    const known = this.known[name] ?? [];
    if (known.length > 0 && this.chance(0.6)) return encodeURIComponent(this.one(known));
    const odd = this.written(this.one([...this.ids(), ...ODD]));
    // A lone half of a character can be in no URL, and an empty segment is another path.
    return encodeURIComponent(odd || '1');
  }

  private ids(): string[] {
    return Object.values(this.known).flat();
  }

  private written(value: unknown): string {
    return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).replaceAll(
      /\p{Surrogate}/gu,
      '',
    );
  }

  private one<Value>(values: readonly Value[]): Value {
    return values[this.whole(values.length)]!;
  }

  private whole(below: number): number {
    return Math.floor(this.next() * below);
  }

  private chance(share: number): boolean {
    return this.next() < share;
  }

  /** Mulberry32. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
}

const checks = new Map<Schema, z.ZodType>();

/** @returns what of a JSON reply is not as its schema says; empty where nothing */
export function complaintsOf(schema: Schema, body: unknown): string[] {
  let check = checks.get(schema);
  if (!check) {
    check = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    checks.set(schema, check);
  }
  const { error } = check.safeParse(body);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}
