import { InvalidSettingsError } from '@farebox/core';

/** What the compiler tells a host that asks it, told to every other when the server starts. @throws InvalidSettingsError */
export function checkOptions(options: {
  readonly farebox?: unknown;
  readonly identify?: unknown;
  readonly runs?: readonly { readonly feature: string }[] | undefined;
  readonly basePath?: string | undefined;
}): void {
  const problems: string[] = [];
  const { farebox, identify, runs = [], basePath = '/' } = options;
  if (typeof farebox !== 'object' || farebox === null)
    problems.push('createHandler({ farebox }) is missing: pass what createFarebox answered.');
  if (typeof identify !== 'function')
    problems.push(
      'createHandler({ identify }) is missing: a function of the request that answers { userId } from your session, or null.',
    );
  if (!basePath.startsWith('/')) problems.push(`createHandler({ basePath: "${basePath}" }) must begin with a slash.`);
  const seen = new Set<string>();
  for (const run of runs) {
    if (typeof run?.feature !== 'string' || !('execute' in run))
      problems.push('createHandler({ runs }) holds something that farebox.defineRun did not make.');
    else if (seen.has(run.feature)) problems.push(`createHandler({ runs }) has two runs of "${run.feature}".`);
    else seen.add(run.feature);
  }
  if (problems.length > 0) throw new InvalidSettingsError(problems);
}
