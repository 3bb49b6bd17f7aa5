#!/usr/bin/env node
// Writes src/validation/parameter-table.ts from a JSON Schema of the request parameters of the pinned API version
// (itself generated from the types of the `stripe` package). Run by hand when the pinned version moves:
//   node scripts/generate-parameters.mjs <billing.closed.schema.json>
// The notation is explained in src/validation/notation.ts.
import { readFileSync, writeFileSync } from 'node:fs';

const schema = JSON.parse(readFileSync(process.argv[2], 'utf8'));
// Sub-objects that the simulator accepts whole and never reads: their insides would be two thirds of the table.
const OPAQUE = new Set([
  'payment_method_options',
  'mandate_data',
  'amount_details',
  'payment_details',
  'radar_options',
  'evidence',
  'hooks',
  'cash_balance',
  'branding_settings',
]);
const CURATED = ['card', 'billing_details', 'metadata'];
const isHash = (node) =>
  node.$ref ? isHash(schema.definitions[node.$ref.slice('#/definitions/'.length)]) : node.type === 'object';

const written = new Map();
function notation(node, key = '') {
  if (!node || Object.keys(node).length === 0) return '*';
  if (node.$ref) {
    const name = node.$ref.slice('#/definitions/'.length);
    if (name.endsWith('#MetadataParam')) return 'm';
    if (OPAQUE.has(key)) return 'o';
    if (!written.has(name)) written.set(name, notation(schema.definitions[name], key));
    return written.get(name);
  }
  if (node.anyOf) {
    const parts = node.anyOf.filter((part) => !(part.const === '' || part.type === 'null'));
    const nullable = parts.length !== node.anyOf.length;
    const kinds = [...new Set(parts.map((part) => notation(part, key)))];
    return kinds.join('|') + (nullable ? '?' : '');
  }
  if (node.const !== undefined) return `(${node.const})`;
  if (node.enum) return `(${node.enum.filter((value) => value !== '').join(',')})${node.enum.includes('') ? '?' : ''}`;
  if (node.type === 'array') return `[${notation(node.items, key)}]`;
  if (node.type === 'number' || node.type === 'integer') return 'n';
  if (node.type === 'boolean') return 'b';
  if (node.type === 'string') return 's';
  if (Array.isArray(node.type)) {
    const kinds = node.type.filter((type) => type !== 'null').map((type) => notation({ type }));
    return kinds.join('|') + (node.type.includes('null') ? '?' : '');
  }
  if (node.properties && (Object.keys(node.properties).length > 0 || !node.additionalProperties)) {
    if (OPAQUE.has(key)) return 'o';
    const required = new Set(node.required ?? []);
    const isMethodData =
      Object.keys(node.properties).includes('us_bank_account') && Object.keys(node.properties).includes('acss_debit');
    const entries = Object.entries(node.properties)
      .filter(([name]) => name !== 'expand')
      .map(([name, child]) => {
        const value = isMethodData && !CURATED.includes(name) && isHash(child) ? 'o' : notation(child, name);
        return `${name}${required.has(name) ? '!' : ''}${value === 's' ? '' : `:${value}`}`;
      });
    return `{${entries.join(' ')}}`;
  }
  if (node.additionalProperties) return 'o';
  return node.type === 'object' ? 'o' : '*';
}

const rows = schema['x-endpoints']
  .map((endpoint) => {
    const path = endpoint.path.replace(/\{[^}]+\}/g, ':id');
    const text = endpoint.params
      ? notation(schema.definitions[endpoint.params.$ref.slice('#/definitions/'.length)])
      : '{}';
    return [`${endpoint.http} ${path}`, text];
  })
  .sort(([a], [b]) => (a < b ? -1 : 1));

const lines = rows.map(([endpoint, text]) => `${endpoint} ${text}`);
writeFileSync(
  new URL('../src/validation/parameter-table.ts', import.meta.url),
  `// Written by scripts/generate-parameters.mjs for API version ${schema['x-api-version']}: which parameters each endpoint knows.\n` +
    '// The notation is explained in notation.ts.\n' +
    `export const PARAMETER_TABLE = \`\n${lines.join('\n')}\n\`;\n`,
);
console.log(
  rows.length,
  'endpoints,',
  rows.reduce((sum, row) => sum + row[1].length, 0),
  'characters',
);
for (const row of [...rows].sort((a, b) => b[1].length - a[1].length).slice(0, 12)) console.log(row[0], row[1].length);
