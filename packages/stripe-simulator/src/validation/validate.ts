import { invalidRequest, missingParameter } from '../http/stripe-error.js';
import type { Json, JsonObject } from '../state/stored.js';
import type { Parameter, Shape } from './notation.js';

// The few numbers that may have a fraction; every other number of the API is an integer.
const FRACTIONAL = /(^|_)percent(age)?$|percent_off|threshold|^amount_percent$/;

/** Checks and converts the parameters of a call as Stripe does. Throws the error Stripe answers with. */
export function validate(input: JsonObject, fields: Map<string, Parameter>): JsonObject {
  return record(input, fields, '');
}

function record(input: JsonObject, fields: Map<string, Parameter>, at: string): JsonObject {
  const unknown = Object.keys(input).filter((name) => !fields.has(name));
  if (unknown.length > 0) {
    const names = unknown.map((name) => child(at, name));
    throw invalidRequest(`Received unknown parameter${names.length > 1 ? 's' : ''}: ${names.join(', ')}`, {
      code: 'parameter_unknown',
      param: names[0],
    });
  }
  const output: JsonObject = {};
  for (const [name, value] of Object.entries(input)) {
    const parameter = fields.get(name);
    if (parameter) output[name] = one(value, parameter, child(at, name));
  }
  for (const [name, parameter] of fields) {
    if (parameter.required && output[name] === undefined) throw missingParameter(child(at, name));
  }
  return output;
}

function child(at: string, name: string): string {
  return at === '' ? name : `${at}[${name}]`;
}

function one(value: Json, parameter: Parameter, at: string): Json {
  if (value === '' || value === null) {
    if (parameter.emptyable) return '';
    const isText = parameter.shapes.some(
      (shape) => shape.kind === 'string' || shape.kind === 'any' || shape.kind === 'metadata',
    );
    // An empty string unsets a text or a list; for what is required, and for numbers and words, it is refused.
    if (!parameter.required && (isText || parameter.shapes.some((shape) => shape.kind === 'list'))) return '';
    throw invalidRequest(
      `You passed an empty string for '${at}'. We assume empty values are an attempt to unset a parameter; however '${at}' cannot be unset. You should remove '${at}' from your request or supply a non-empty value.`,
      { code: 'parameter_invalid_empty', param: at },
    );
  }
  let refusal: unknown;
  for (const shape of parameter.shapes) {
    try {
      return fit(value, shape, at);
    } catch (error) {
      // With several shapes, the complaint of the one that matches the kind of value says most.
      if (refusal === undefined || (typeof value === 'object' && (shape.kind === 'record' || shape.kind === 'list')))
        refusal = error;
    }
  }
  throw refusal;
}

function fit(value: Json, shape: Shape, at: string): Json {
  switch (shape.kind) {
    case 'any':
      return value;
    case 'string':
      if (typeof value === 'object') throw invalidRequest(`Invalid string: ${JSON.stringify(value)}`, { param: at });
      return String(value);
    case 'number':
      return toNumber(value, at);
    case 'boolean':
      if (value === 'true' || value === true) return true;
      if (value === 'false' || value === false) return false;
      throw invalidRequest(`Invalid boolean: ${String(value)}`, { param: at });
    case 'enum': {
      if (typeof value === 'string' && shape.values.includes(value)) return value;
      const [last, ...rest] = [...shape.values].reverse();
      const list = rest.length === 0 ? last : `${rest.reverse().join(', ')}, or ${last}`;
      throw invalidRequest(`Invalid ${at}: must be one of ${list}`, { param: at });
    }
    case 'metadata':
      return metadata(value, at);
    case 'object':
      if (value === null || typeof value !== 'object' || Array.isArray(value))
        throw invalidRequest('Invalid object', { param: at });
      return value;
    case 'list': {
      // A single value and an object of named elements are read as lists too, as form encoders produce them.
      const elements = Array.isArray(value) ? value : null;
      if (!elements) throw invalidRequest('Invalid array', { param: at });
      return elements.map((element, index) => one(element, shape.of, `${at}[${index}]`));
    }
    case 'record':
      if (value === null || typeof value !== 'object' || Array.isArray(value))
        throw invalidRequest('Invalid object', { param: at });
      return record(value, shape.fields, at);
  }
}

function toNumber(value: Json, at: string): number {
  const text = String(value).trim();
  const name = /([a-z_]+)\]?$/.exec(at)?.[1] ?? at;
  if (FRACTIONAL.test(name)) {
    if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
    throw invalidRequest(`Invalid decimal: ${text}`, { code: 'parameter_invalid_decimal', param: at });
  }
  if (/^-?\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw invalidRequest(`Invalid integer: ${text}`, { code: 'parameter_invalid_integer', param: at });
}

function metadata(value: Json, at: string): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw invalidRequest('Invalid object', { param: at });
  const keys = Object.keys(value);
  if (keys.length > 50) throw invalidRequest('Metadata can have at most 50 keys.', { param: at });
  const output = new Map<string, string>();
  for (const key of keys) {
    const text = value[key];
    if (text !== null && typeof text === 'object')
      throw invalidRequest(`Metadata values must be strings, but for key '${key}' you passed in a nested value.`, {
        param: `${at}[${key}]`,
      });
    if (key.length > 40)
      throw invalidRequest(`Metadata keys can be at most 40 characters, but you passed in a key of ${key.length}.`, {
        param: at,
      });
    const string = String(text ?? '');
    if (string.length > 500)
      throw invalidRequest(
        `Metadata values can have up to 500 characters, but you passed in a value that is ${string.length} characters. Invalid value: ${string}`,
        { param: at },
      );
    output.set(key, string);
  }
  // Unlike an assignment this keeps a key named __proto__ as data.
  return Object.fromEntries(output);
}
