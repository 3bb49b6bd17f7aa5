import { useBalance, useHistory } from '@farebox/react';
import type { SessionAnswer } from '../../server/host/host-routes.js';
import { analyzerNamed } from '../dashboard/analyzers.js';
import { UsageCard } from './usage-card.js';

/** The history as Farebox knows it, rendered by the host. */
export function ConnectedUsage({ session }: { readonly session: SessionAnswer }) {
  const usage = useHistory({ limit: 50 });
  const balance = useBalance();
  if (!usage.data || !balance.data) {
    return usage.status === 'error' ? (
      <p className="note bad" role="alert">
        The history could not be loaded. Nothing was charged.
      </p>
    ) : null;
  }
  const { entries, hasMore, isLoadingMore, loadMore } = usage.data;
  return (
    <UsageCard
      lines={entries}
      today={new Date(balance.data.asOf)}
      nameOf={(feature) => analyzerNamed(feature)?.name ?? feature}
      whoIs={(member) => {
        if (member === null) return '';
        return member === session.user.id ? 'You' : (session.users.find(({ id }) => id === member)?.name ?? member);
      }}
      more={hasMore ? { busy: isLoadingMore, load: loadMore } : null}
    />
  );
}
