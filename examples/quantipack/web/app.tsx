import { FareboxProvider, TokenMeter } from '@farebox/react';
import type { SessionAnswer } from '../server/host/host-routes.js';
import { ConnectedDashboard } from './dashboard/connected-dashboard.js';
import { hostApi } from './data/host-api.js';
import { useResource } from './data/use-resource.js';
import { TIME_ZONE } from './format.js';
import { RouteProvider, useRoute } from './router.js';
import { ConnectedSettings } from './settings/connected-settings.js';
import { DemoStrip } from './shell/demo-strip.js';
import { Shell } from './shell/shell.js';
import { ConnectedWelcome } from './welcome/connected-welcome.js';

/** Loads who is signed in, then shows the page that the address names. */
export function App() {
  const session = useResource('session', hostApi.session);
  if (!session.data) {
    return session.error ? (
      <p className="note bad" role="alert">
        {session.error}
      </p>
    ) : null;
  }
  async function switchTo(userId: string) {
    session.put(await hostApi.signIn(userId));
  }
  const answer = session.data;
  return (
    <RouteProvider>
      {/* Another user: everything below starts anew. */}
      <FareboxProvider key={answer.user.id} timeZone={TIME_ZONE}>
        <Shell
          user={answer.user}
          meter={<TokenMeter />}
          compactMeter={<TokenMeter variant="compact" />}
          demoStrip={<DemoStrip session={answer} onSwitch={(userId) => void switchTo(userId)} />}
        >
          <Page session={answer} />
        </Shell>
      </FareboxProvider>
    </RouteProvider>
  );
}

function Page({ session }: { readonly session: SessionAnswer }) {
  const { path } = useRoute();
  switch (path) {
    case '/welcome':
      return <ConnectedWelcome session={session} />;
    case '/settings':
      return <ConnectedSettings session={session} />;
    default:
      return <ConnectedDashboard session={session} />;
  }
}
