import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";

export type Schema = Record<string, unknown>;

export interface Operation {
  method: string;
  /** As the document has it: `/admin/triggers/{id}`. */
  path: string;
  security?: unknown[];
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

export interface Document {
  paths: Record<string, Record<string, Omit<Operation, "method" | "path">>>;
  components: { schemas: Record<string, Schema> };
}

/** What a request was answered. `body` is there when it is JSON. */
export interface Answer {
  method: string;
  path: string;
  status: number;
  type: string;
  body?: unknown;
}

const FORMATS = {
  "date-time": /^\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  date: /^\d{4}-\d\d-\d\d$/,
  email: /@/,
  uri: URL.canParse,
};

/** Holds answers to the OpenAPI document: status, media type, and each field of the body, with none besides. */
export class Contract {
  readonly operations: Operation[];
  #ajv = new Ajv2020({ strict: false, allErrors: true });
  #validators = new Map<Schema, ValidateFunction>();

  constructor(readonly document: Document) {
    this.operations = operationsOf(document);
    for (const [name, format] of Object.entries(FORMATS)) this.#ajv.addFormat(name, format);
    this.#ajv.addSchema({ $id: "agented", components: sealed(document.components, true) });
  }

  /** What is wrong with an answer, or undefined. That each route is in the document, `gate.test.ts` sees to. */
  breach(answer: Answer): string | undefined {
    const { method, path, status, type } = answer;
    const wrong = this.#breach(answer);
    return wrong && `${method} ${path} answered ${status} ${type || "without a body"}, and ${wrong}`;
  }

  operation(method: string, path: string): Operation | undefined {
    const asked = method === "HEAD" ? "GET" : method;
    return this.operations.find((one) => one.method === asked && patternOf(one.path).test(path));
  }

  #breach({ method, path, status, type, body }: Answer): string | undefined {
    const operation = this.operation(method, path);
    if (!operation) return undefined;
    const response = operation.responses[status];
    if (!response) return `the document has no ${status} for it`;
    if (method === "HEAD") return undefined;
    const { content = {} } = response;
    const media = Object.entries(content).find(([name]) => name === "*/*" || name === type.split(";")[0]);
    if (!media) return Object.keys(content).length === 0 && type === "" ? undefined : "the document has other types";
    const [, { schema }] = media;
    return schema && body !== undefined ? this.#misfit(schema, body) : undefined;
  }

  #misfit(schema: Schema, body: unknown): string | undefined {
    const validate = this.#validators.get(schema) ?? this.#ajv.compile(sealed(schema));
    this.#validators.set(schema, validate);
    if (validate(body)) return undefined;
    // Of a union each branch complains; the one that was meant complains of what lies deepest.
    const depth = ({ instancePath }: ErrorObject) => instancePath.split("/").length;
    const [deepest] = [...(validate.errors ?? [])].sort((one, other) => depth(other) - depth(one));
    return `${deepest?.instancePath || "its body"} ${deepest?.message} (${JSON.stringify(deepest?.params)})`;
  }
}

/** Those without parameters in their path first: a word is no id. */
function operationsOf({ paths }: Document): Operation[] {
  const found = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
  const parameters = ({ path }: Operation) => path.split("{").length;
  return found.sort((one, other) => parameters(one) - parameters(other));
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`);
}

/** The same schema, but that an object has no fields besides those described; parts of an `allOf` are so together. */
function sealed(schema: unknown, isPart = false): Schema {
  const within = (key: string, value: unknown): unknown => {
    if (key === "$ref") return `agented${value}`;
    if (key === "properties" || key === "schemas") return mapped(value, (one) => sealed(one, key === "schemas"));
    if (Array.isArray(value)) return value.map((one) => (isRecord(one) ? sealed(one, key === "allOf") : one));
    return isRecord(value) && key !== "default" ? sealed(value) : value;
  };
  const copy = mapped(schema, (value, key) => within(key, value));
  const described = ["properties", "allOf", "$ref"].some((key) => key in copy);
  return described && !isPart && !("additionalProperties" in copy) ? { ...copy, unevaluatedProperties: false } : copy;
}

function mapped(object: unknown, change: (value: unknown, key: string) => unknown): Schema {
  return Object.fromEntries(Object.entries(object ?? {}).map(([key, value]) => [key, change(value, key)]));
}

function isRecord(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
