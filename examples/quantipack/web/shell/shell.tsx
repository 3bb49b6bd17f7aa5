import type { ReactNode } from 'react';
import type { User } from '../../server/host/users.js';
import { Link, useRoute } from '../router.js';
import { Icon, Mark } from './icons.js';

const PAGES = [
  { href: '/', icon: 'analyze', name: 'Analyze' },
  { href: '/welcome', icon: 'plans', name: 'Plans' },
  { href: '/settings', icon: 'settings', name: 'Settings' },
] as const;

export interface ShellProps {
  readonly user: User;
  /** The balance, in the side bar and in one line for small screens. */
  readonly meter: ReactNode;
  readonly compactMeter: ReactNode;
  readonly demoStrip: ReactNode;
  readonly children: ReactNode;
}

/** The frame around every page: navigation, balance, who is signed in. */
export function Shell({ user, meter, compactMeter, demoStrip, children }: ShellProps) {
  return (
    <>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      {demoStrip}
      <div className="shell">
        <header className="side">
          <div className="side-in">
            <div className="side-top">
              <Link href="/" className="logo">
                <Mark />
                QuantiPack
              </Link>
              <div className="only-small">{compactMeter}</div>
            </div>
            <Navigation />
            <div className="account">
              {meter}
              <p className="who">
                {user.name}
                <br />
                {user.company}
              </p>
            </div>
          </div>
        </header>
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
    </>
  );
}

function Navigation() {
  const { path } = useRoute();
  return (
    <nav aria-label="Main">
      {PAGES.map(({ href, icon, name }) => (
        <Link key={href} href={href} current={path === href}>
          <Icon name={icon} />
          {name}
        </Link>
      ))}
    </nav>
  );
}
