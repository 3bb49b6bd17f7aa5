import { expect, it } from 'vitest';
import { errorCodes } from './error-codes.js';

it('keeps docs/errors.md equal to the table (vitest -u writes it)', async () => {
  const rows = Object.entries(errorCodes).map(
    ([code, { status, developer, user }]) => `## ${code}\n\nHTTP ${status}. ${developer}\n\nUsers read: “${user}”\n`,
  );
  const page = [
    '# Errors\n',
    'Every error that Farebox throws or answers, by its code. Written from the table in `packages/core/src/errors/error-codes.ts`.\n',
    ...rows,
  ].join('\n');
  await expect(page).toMatchFileSnapshot('../../../../docs/errors.md');
});
