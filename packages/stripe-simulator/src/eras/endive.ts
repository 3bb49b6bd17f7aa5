import type { Undo } from './undo.js';

// What 2026-09-30.endive and its sequels changed in answers.
export const endive: readonly Undo[] = [
  {
    // From basil up to here the line names its subscription in `parent` only.
    since: '2026-09-30',
    kind: 'line_item',
    undo: (line) => {
      delete line['subscription'];
    },
  },
];
