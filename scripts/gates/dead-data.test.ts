/**
 * Data that nothing reads: knip sees exports, not the keys of a table, the members of a union or the fields of an option. What is
 * declared here and used nowhere else in the packages' sources is dead; what waits for an issue is listed by name and number, and
 * an entry of the list that has come alive must go from it.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { reserved } from './reserved.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packages = readdirSync(join(root, 'packages'));

const sourcesOf = (name: string): ts.SourceFile[] =>
  readdirSync(join(root, 'packages', name, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/\.(test|test-d|stories)\.tsx?$|[\\/](test|preview|planted|fixtures)[\\/]/.test(file))
    .map((file) => ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
const sources = new Map(packages.map((name) => [name, sourcesOf(name)] as const));
const all = [...sources.values()].flat();
const of = (name: string): ts.SourceFile[] => sources.get(name) ?? [];

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}
function find<T extends ts.Node>(files: readonly ts.SourceFile[], is: (node: ts.Node) => node is T): T[] {
  const found: T[] = [];
  for (const file of files) walk(file, (node) => void (is(node) && found.push(node)));
  return found;
}
const place = (node: ts.Node): string => relative(root, node.getSourceFile().fileName).replaceAll('\\', '/');
const nameOf = (name: ts.PropertyName | ts.BindingName): string =>
  ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : name.getText();

/** The one declaration of a type or a constant in a package. */
function declared<T extends ts.TypeAliasDeclaration | ts.VariableDeclaration>(
  files: readonly ts.SourceFile[],
  is: (node: ts.Node) => node is T,
  name: string,
): T {
  const found = find(files, is).filter((node) => node.name.getText() === name);
  if (found.length !== 1)
    throw new Error(`"${name}" is declared ${found.length} times, not once: this test needs its new name.`);
  return found[0] as T;
}

/** Literals of a union: `'a' | 'b'`, or of one property in a union of objects. */
function membersOf(type: ts.TypeNode, discriminant: string | null): string[] {
  const parts = ts.isUnionTypeNode(type) ? [...type.types] : [type];
  return parts.flatMap((part) => {
    if (ts.isLiteralTypeNode(part) && ts.isStringLiteral(part.literal)) return [part.literal.text];
    if (!ts.isTypeLiteralNode(part) || discriminant === null) return [];
    const property = part.members.find(
      (member): member is ts.PropertySignature =>
        ts.isPropertySignature(member) && nameOf(member.name) === discriminant && member.type !== undefined,
    );
    return property?.type ? membersOf(property.type, null) : [];
  });
}

/** Is the value made here? A type, a `case` and a comparison only ask for it. */
function isMade(literal: ts.StringLiteral): boolean {
  let node: ts.Node = literal;
  while (ts.isParenthesizedExpression(node.parent) || ts.isConditionalExpression(node.parent)) {
    if (ts.isConditionalExpression(node.parent) && node.parent.condition === node) return false;
    node = node.parent;
  }
  const { parent } = node;
  if (ts.isLiteralTypeNode(parent) || ts.isCaseClause(parent) || ts.isImportDeclaration(parent)) return false;
  if (ts.isBinaryExpression(parent)) {
    const operator = parent.operatorToken.kind;
    return (
      operator !== ts.SyntaxKind.EqualsEqualsEqualsToken && operator !== ts.SyntaxKind.ExclamationEqualsEqualsToken
    );
  }
  return true;
}
const isText = (node: ts.Node): node is ts.StringLiteral => ts.isStringLiteral(node);
/** The property that a literal is the value of, also as one arm of a condition. */
function propertyOf(literal: ts.Node): string | null {
  let node = literal;
  while (ts.isConditionalExpression(node.parent) || ts.isParenthesizedExpression(node.parent)) node = node.parent;
  return ts.isPropertyAssignment(node.parent) && node.parent.initializer === node ? nameOf(node.parent.name) : null;
}

const made = find(all, isText).filter(isMade);
const isTypeAlias = ts.isTypeAliasDeclaration;

function expectAlive(kind: keyof typeof reserved, names: readonly string[], isUsed: (name: string) => boolean): void {
  const waiting: Readonly<Record<string, number>> = reserved[kind];
  expect(names.length, `${kind}: nothing was found to look at`).toBeGreaterThan(2);
  const dead = names.filter((name) => !isUsed(name));
  expect(
    dead.filter((name) => !(name in waiting)),
    `${kind} that nothing uses: delete them, use them, or list them in reserved.ts with their issue`,
  ).toEqual([]);
  expect(
    Object.keys(waiting).filter((name) => !dead.includes(name)),
    `${kind} in reserved.ts that are used by now, or gone: take them off the list`,
  ).toEqual([]);
}

describe('nothing is declared that nothing uses', () => {
  it('messages: every key is read by a component', () => {
    const messages = of('react').filter((file) => /[\\/]messages[\\/]/.test(file.fileName));
    const keys = messages
      .filter((file) => !/[\\/](english|messages)\.ts$/.test(file.fileName))
      .flatMap((file) => find([file], ts.isVariableDeclaration))
      .filter(({ parent }) => ts.isVariableStatement(parent.parent) && ts.isSourceFile(parent.parent.parent))
      .flatMap(({ initializer }) =>
        initializer && ts.isObjectLiteralExpression(initializer)
          ? initializer.properties.map((property) => (property.name ? nameOf(property.name) : ''))
          : [],
      );
    const readers = of('react').filter((file) => !messages.includes(file));
    const read = new Set<string>();
    for (const file of readers)
      walk(file, (node) => {
        if (ts.isPropertyAccessExpression(node)) read.add(node.name.text);
        else if (ts.isBindingElement(node)) read.add(nameOf(node.propertyName ?? node.name));
        else if (isText(node)) read.add(node.text);
      });
    expectAlive('messages', keys, (key) => read.has(key));
  });

  const unions = [
    ['situations', 'react', 'Situation', 'situation'],
    ['remedies', 'core', 'Remedy', 'kind'],
  ] as const;
  it.each(unions)('%s: every member is made somewhere', (kind, name, type, discriminant) => {
    const members = membersOf(declared(of(name), isTypeAlias, type).type, discriminant);
    const values = new Set(
      made
        .filter((literal) => discriminant === null || propertyOf(literal) === discriminant)
        .map((literal) => literal.text),
    );
    expectAlive(kind, members, (member) => values.has(member));
  });

  it('denial reasons: every row of their table is made somewhere', () => {
    const { initializer } = declared(of('core'), ts.isVariableDeclaration, 'denialReasons');
    const rows = find(of('core'), ts.isObjectLiteralExpression)
      .filter((object) => initializer !== undefined && object.pos >= initializer.pos && object.end <= initializer.end)
      .filter((object) => object.getSourceFile() === initializer?.getSourceFile())
      .slice(0, 1)
      .flatMap((object) => object.properties.map((property) => (property.name ? nameOf(property.name) : '')));
    const values = new Set(made.map((literal) => literal.text));
    expectAlive('denial reasons', rows, (row) => values.has(row));
  });

  it('families: every table is read or written by more than the stores’ lists', () => {
    const families = find(of('core'), ts.isVariableDeclaration).filter(
      ({ initializer }) =>
        initializer && ts.isCallExpression(initializer) && initializer.expression.getText() === 'defineFamily',
    );
    // The kit tries every family on every store, used or not.
    const users = ['core', 'server'].flatMap(of).filter((file) => !/[\\/]storage[\\/]/.test(file.fileName));
    const mentioned = new Set(find(users, ts.isIdentifier).map((node) => node.text));
    const names = families
      .filter((family) => place(family).endsWith('record-families.ts'))
      .map((family) => family.name.getText());
    expectAlive('families', names, (name) => mentioned.has(name));
  });
});

describe('every option that a caller can give is read', () => {
  // The simulator and the kit are tools of a test; these four are what a host sets.
  const files = ['core', 'server', 'sql', 'react'].flatMap(of).map((file) => file.fileName);
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    customConditions: ['@farebox/source'],
    jsx: ts.JsxEmit.ReactJSX,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
  });
  const checker = program.getTypeChecker();
  const ours = files.map((file) => program.getSourceFile(file)).filter((file) => file !== undefined);

  it('options: each field of an interface named …Options, …Filter or …Settings', () => {
    const fields = find(ours, ts.isPropertySignature).filter(({ parent }) => {
      if (ts.isInterfaceDeclaration(parent)) return /(?:Options|Filter|Settings)$/.test(parent.name.text);
      return false;
    });
    const read = new Set<ts.Node>();
    /** Names that are read through a type literal, which may stand in for any of the interfaces. */
    const loose = new Set<string>();
    const note = (symbol: ts.Symbol | undefined): void => {
      for (const declaration of symbol?.declarations ?? []) {
        read.add(declaration);
        if (ts.isPropertySignature(declaration) && ts.isTypeLiteralNode(declaration.parent))
          loose.add(nameOf(declaration.name));
      }
    };
    for (const file of ours)
      walk(file, (node) => {
        if (ts.isPropertyAccessExpression(node)) note(checker.getSymbolAtLocation(node.name));
        else if (ts.isBindingElement(node) && !node.dotDotDotToken) {
          const type = checker.getTypeAtLocation(node.parent);
          note(type.getProperty(nameOf(node.propertyName ?? node.name)));
        } else if (ts.isElementAccessExpression(node) && ts.isStringLiteral(node.argumentExpression))
          note(checker.getTypeAtLocation(node.expression).getProperty(node.argumentExpression.text));
        else if (ts.isSpreadAssignment(node) || ts.isJsxSpreadAttribute(node))
          // What is handed on whole is read by whoever takes it; its own declaration is looked at there.
          for (const property of checker.getTypeAtLocation(node.expression).getProperties()) note(property);
        else if (ts.isCallExpression(node))
          for (const argument of node.arguments) {
            const given = checker.getTypeAtLocation(argument);
            const taken = checker.getContextualType(argument);
            if (!ts.isIdentifier(argument) || !taken || taken === given) continue;
            for (const property of taken.getProperties()) note(given.getProperty(property.name));
          }
      });
    const label = (field: ts.PropertySignature): string =>
      `${(field.parent as ts.InterfaceDeclaration).name.text}.${nameOf(field.name)}`;
    const dead = new Set(fields.filter((field) => !read.has(field) && !loose.has(nameOf(field.name))).map(label));
    expectAlive('options', [...new Set(fields.map(label))], (name) => !dead.has(name));
  }, 120_000);
});
