/** What waits for its issue: name -> number. dead-data.test.ts holds both directions, so this can only shrink by use. */
export const reserved = {
  messages: {
    // What a run tells when it ends, and the notice of a low balance.
    runDone: 20,
    runFailed: 20,
    runStopped: 20,
    runOffline: 20,
    runTimeout: 20,
    runHoldExpired: 20,
    runServer: 20,
    runSignedOut: 20,
    runRateLimited: 20,
    runInProgress: 20,
    lowNotice: 20,
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
