import { Gate, SubscriptionManager } from '@farebox/react';
import type { SessionAnswer } from '../../server/host/host-routes.js';
import { Link, useRoute } from '../router.js';
import { ConnectedUsage } from '../usage/connected-usage.js';
import { SettingsPage } from './settings-page.js';

export function ConnectedSettings({ session }: { readonly session: SessionAnswer }) {
  const { go } = useRoute();
  const { user, users } = session;
  const people = user.organization ? users.filter((other) => other.organization?.id === user.organization?.id) : [];
  return (
    <SettingsPage
      user={user}
      people={people}
      subscription={<SubscriptionManager headingLevel={3} onSeePlans={() => go('/welcome')} returnTo="/settings" />}
      support={
        <Gate
          flag="priority_support"
          fallback={
            <>
              By e-mail. <Link href="/welcome">Professional</Link> answers first.
            </>
          }
        >
          Priority: <a href="mailto:support@quantipack.example">support@quantipack.example</a>
        </Gate>
      }
      usage={<ConnectedUsage session={session} />}
    />
  );
}
