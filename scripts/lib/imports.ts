/** Reads what files import, and finds circles of files. What the architecture test stands on. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

export interface Import {
  readonly file: string;
  readonly from: string;
  readonly isType: boolean;
}

const SKIPPED = new Set(['node_modules', 'dist', '.next', '.farebox', 'storybook-static', 'coverage']);
/** Every file below a folder, without what is installed or built. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** What is published: `src` without tests, stories and fixtures. */
export function sourcesOf(folder: string): string[] {
  return filesBelow(folder)
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|test-d|stories|db\.test|ssr\.test)\.tsx?$/.test(file))
    .filter((file) => !/[\\/](test|fixtures)[\\/]/.test(relative(folder, file)));
}

const read = new Map<string, readonly Import[]>();
/** Each import and re-export, `import('…')` and `import type` too. A file is parsed once. */
export function importsOf(file: string): readonly Import[] {
  const known = read.get(file);
  if (known) return known;
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      const named = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause;
      const areTypes =
        named && (ts.isNamedImports(named) || ts.isNamedExports(named))
          ? named.elements.length > 0 && [...named.elements].every((one) => one.isTypeOnly)
          : false;
      const isWhole = ts.isImportDeclaration(node) ? (node.importClause?.isTypeOnly ?? false) : node.isTypeOnly;
      const hasDefault = ts.isImportDeclaration(node) && node.importClause?.name !== undefined;
      found.push({ file, from: node.moduleSpecifier.text, isType: isWhole || (areTypes && !hasDefault) });
    } else if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    ) {
      found.push({ file, from: node.argument.literal.text, isType: true });
    } else if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      node.arguments[0] &&
      ts.isStringLiteral(node.arguments[0])
    ) {
      found.push({ file, from: node.arguments[0].text, isType: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  read.set(file, found);
  return found;
}

/** The file that a relative import means, or null for anything else (a package, a stylesheet). */
export function fileOf({ file, from }: Pick<Import, 'file' | 'from'>): string | null {
  if (!from.startsWith('.')) return null;
  const path = resolve(dirname(file), from);
  const stem = path.replace(/\.m?js$/, '');
  const forms = [path, `${stem}.ts`, `${stem}.tsx`, `${stem}.d.ts`, `${stem}.d.mts`, join(path, 'index.ts')];
  return forms.find((one) => /\.[a-z]+$/.test(one) && existsSync(one)) ?? null;
}

/** Groups of files that import each other in a circle; an import of a type counts (Tarjan's strong components). */
export function circlesOf(files: readonly string[]): string[][] {
  const known = new Set(files);
  const arrows = new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .map(fileOf)
        .filter((to): to is string => to !== null && known.has(to)),
    ]),
  );
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file)!);
    stack.push(file);
    for (const to of arrows.get(file)!) {
      if (!index.has(to)) visit(to);
      if (stack.includes(to)) low.set(file, Math.min(low.get(file)!, low.get(to)!));
    }
    if (low.get(file) !== index.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1 || arrows.get(file)!.includes(file)) circles.push(circle.sort());
  };
  for (const file of files) if (!index.has(file)) visit(file);
  return circles;
}
