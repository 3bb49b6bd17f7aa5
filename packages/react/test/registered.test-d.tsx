/** What a host's program says to a mistake. Compiled by the `types` gate; each line that should not compile says why. */
import { Gate, PricingTable, UpgradePrompt, useQuote, useTokenGuard } from './a-host.js';

export function Mistakes() {
  const suite = useTokenGuard('suite_analyzer');
  // @ts-expect-error - a misspelled feature
  useTokenGuard('suite_analyser');
  // @ts-expect-error - a flag costs nothing: there is nothing to guard
  useTokenGuard('support');
  // @ts-expect-error - the input of another type
  void suite.run({ orders: 'many' });
  // @ts-expect-error - no input at all
  void suite.run();
  // @ts-expect-error - there is no output before it is done
  void suite.state.output;
  void suite.run({ orders: 3 }).then((end) => {
    if (end.status === 'done') {
      const boxes: number = end.output.boxes;
      // @ts-expect-error - a field that the server does not return
      return [boxes, end.output.box];
    }
    return [];
  });
  const own = useTokenGuard('export');
  // @ts-expect-error - no defineRun: the host's own endpoint runs it, by wrap
  void own.run({});
  // @ts-expect-error - a level that the feature does not have
  suite.preview({ complexity: 'hihg' });
  // @ts-expect-error - a flat feature has no levels
  useQuote('export', { complexity: 'high' });
  return (
    <>
      {/* @ts-expect-error - a misspelled plan */}
      <PricingTable plans={['starter', 'profesional']} />
      {/* @ts-expect-error - a paid feature is no flag */}
      <Gate flag="export">x</Gate>
      {/* @ts-expect-error - a misspelled feature in the prompt */}
      <UpgradePrompt feature="suite_analyser" />
    </>
  );
}
