import type { Decorator, Preview } from '@storybook/react-vite';
import { useLayoutEffect } from 'react';
import '../packages/react/src/styles/farebox.css';
import './hosts.css';

const WIDTHS = ['full', '960', '640', '360', '280'];

/** The page around a story is a host: its scheme, direction, width and style sheet come from the toolbar. */
const inHost: Decorator = (Story, { globals, parameters }) => {
  const { theme, direction, host, width } = globals;
  useLayoutEffect(() => {
    const page = document.documentElement;
    page.dataset['theme'] = theme;
    page.classList.toggle('dark', theme === 'dark');
    page.dataset['host'] = host;
    page.dir = direction;
    page.lang = 'en';
  }, [theme, host, direction]);
  return (
    <div className="sb-frame" data-width={width} data-surface={parameters['surface'] === 'card' ? 'card' : undefined}>
      <Story />
    </div>
  );
};

const preview: Preview = {
  decorators: [inHost],
  tags: ['autodocs'],
  globalTypes: {
    theme: {
      description: 'Colour scheme',
      toolbar: { title: 'Theme', icon: 'circlehollow', items: ['light', 'dark'], dynamicTitle: true },
    },
    host: {
      description: 'Whose page it stands in',
      toolbar: {
        title: 'Host',
        icon: 'browser',
        dynamicTitle: true,
        items: [
          { value: 'plain', title: 'Plain page' },
          { value: 'resets', title: 'Plain page with element rules' },
          { value: 'shadcn', title: 'shadcn v4' },
          { value: 'shadcn3', title: 'shadcn v3' },
          { value: 'mui', title: 'MUI variables' },
          { value: 'brand', title: '--farebox-* knobs' },
        ],
      },
    },
    direction: {
      description: 'Text direction',
      toolbar: { title: 'Direction', icon: 'transfer', items: ['ltr', 'rtl'], dynamicTitle: true },
    },
    locale: {
      description: 'Numbers, money and dates',
      toolbar: {
        title: 'Locale',
        icon: 'globe',
        items: ['en', 'en-US', 'de', 'es', 'ja', 'ar', 'en-XA'],
        dynamicTitle: true,
      },
    },
    width: {
      description: 'Width of its place',
      toolbar: { title: 'Width', icon: 'ruler', items: WIDTHS, dynamicTitle: true },
    },
  },
  // `STORYBOOK_THEME=dark vitest run --project stories` runs every story and axe in the other scheme; likewise the host.
  initialGlobals: {
    theme: import.meta.env['STORYBOOK_THEME'] ?? 'light',
    host: import.meta.env['STORYBOOK_HOST'] ?? 'plain',
    direction: 'ltr',
    locale: 'en',
    width: 'full',
  },
  parameters: {
    layout: 'fullscreen',
    // A violation fails the story's test; there is no skip list.
    a11y: {
      test: 'error',
      options: { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
      config: {
        rules: [
          { id: 'region', enabled: false },
          { id: 'page-has-heading-one', enabled: false },
          { id: 'landmark-one-main', enabled: false },
          { id: 'heading-order', enabled: false },
        ],
      },
    },
    controls: { matchers: { date: /(at|now)$/i } },
    options: {
      storySort: {
        order: [
          'Foundations',
          'SubscriptionManager',
          'UpgradePrompt',
          'Guard',
          'TokenMeter',
          'ConfirmDialog',
          'PricingTable',
        ],
      },
    },
  },
};
export default preview;
