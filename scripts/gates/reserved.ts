/** What waits for its issue: name -> number. dead-data.test.ts holds both directions, so this can only shrink by use. */
export const reserved = {
  messages: {
    // Names and texts of parts that the design has and no component yet.
    working: 20,
    confirmRunUnlimited: 20,
    confirmFailed: 20,
    upgradeShortTitle: 20,
  },
  situations: { price_changes: 18, pauses: 18, invoice_open: 18, lifetime: 18 },
  remedies: { topUp: 18 },
  'denial reasons': {},
  // Who did what, and whose turn a job is: written by the operator's tools.
  families: { audit: 19, jobLeases: 19 },
  options: {},
} as const satisfies Record<string, Readonly<Record<string, number>>>;
