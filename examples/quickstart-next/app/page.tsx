'use client';
import { FareboxProvider, UpgradePrompt, useTokenGuard } from '@farebox/react';
import '@farebox/react/styles.css';

export default function Page() { return <FareboxProvider><Summary /></FareboxProvider>; }
function Summary() {
  const guard = useTokenGuard('summary');
  if (guard.state.status === 'denied') return <UpgradePrompt denial={guard.state.denial} />;
  if (guard.state.status === 'done') return <p>{guard.state.output.summary}</p>;
  return <button {...guard.buttonProps} onClick={() => guard.run({ text: 'A long text' })}>Summarise</button>;
}
