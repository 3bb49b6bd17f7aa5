import { expect, it } from 'vitest';
import { denialReasons, errorCodes } from './error-codes.js';

const sections = (
  table: Readonly<Record<string, { readonly status: number; readonly developer: string; readonly user: string }>>,
): string[] =>
  Object.entries(table).map(
    ([code, { status, developer, user }]) => `### ${code}\n\nHTTP ${status}. ${developer}\n\nUsers read: “${user}”\n`,
  );

it('keeps docs/errors.md equal to the table (vitest -u writes it)', async () => {
  const page = [
    '# Errors\n',
    'Every error that Farebox throws or answers, by its code. Written from the table in `packages/core/src/errors/error-codes.ts`.\n',
    '## Errors that are thrown, or answered as a problem\n',
    ...sections(errorCodes),
    '## Why a charge was declined\n',
    'A denial is no error: `tokens.spend`, `hold`, `run` and `quote` return it with its reason, what is missing and what would mend it.\n',
    ...sections(denialReasons),
  ].join('\n');
  await expect(page).toMatchFileSnapshot('../../../../docs/errors.md');
});
