/** A round step so that about three lines carry the axis, and the value at the top of the highest one. */
export function niceScale(
  highest: number,
  leastStep = 1,
): { readonly step: number; readonly top: number; readonly ticks: number[] } {
  const rough = Math.max(1, highest) / 3;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((candidate) => candidate >= rough) ?? rough;
  const whole = Math.max(leastStep, Math.round(step));
  const count = Math.max(1, Math.ceil(highest / whole));
  return { step: whole, top: count * whole, ticks: Array.from({ length: count + 1 }, (_, index) => index * whole) };
}
