import type { Undo } from './undo.js';

const UI_MODES: Readonly<Record<string, string>> = {
  hosted_page: 'hosted',
  embedded_page: 'embedded',
  elements: 'custom',
  form: 'custom',
};

// What 2026-03-25.dahlia changed: Checkout's modes have new names.
export const dahlia: readonly Undo[] = [
  {
    since: '2026-03-25',
    kind: 'line_item',
    undo: (line) => {
      delete line['quantity_decimal'];
      delete line['subtotal'];
    },
  },
  { since: '2026-03-25', kind: 'invoiceitem', undo: (item) => void delete item['quantity_decimal'] },
  {
    since: '2026-03-25',
    kind: 'checkout.session',
    undo: (session) => {
      const mode = session['ui_mode'];
      if (typeof mode === 'string') session['ui_mode'] = UI_MODES[mode] ?? mode;
    },
  },
];

/** The newest name of a mode that an older version may say in a request. */
export function newestUiMode(mode: string): string {
  return Object.entries(UI_MODES).find(([newest, old]) => old === mode && newest !== 'form')?.[0] ?? mode;
}
