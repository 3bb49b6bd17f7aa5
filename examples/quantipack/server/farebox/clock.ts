/** What time it is for the whole app: the machine's, or the simulator's while the demo plays months in minutes. */
export type AppClock = () => Date | Promise<Date>;

export const machineClock: AppClock = () => new Date();

/** The simulator's clock, asked each time: its time control may have moved it. */
export const simulatorClock =
  (simulatorUrl: string): AppClock =>
  async () => {
    const response = await fetch(`${simulatorUrl}/_simulator/clock`);
    if (!response.ok) throw new Error(`The simulator's clock answered ${response.status}.`);
    return readSimulatorTime(await response.json());
  };

/** `{ now }` in epoch seconds. */
export function readSimulatorTime(body: unknown): Date {
  const now = typeof body === 'object' && body !== null && 'now' in body ? body.now : null;
  if (typeof now !== 'number' || !Number.isFinite(now)) throw new Error("The simulator's clock answered no time.");
  return new Date(now * 1000);
}
