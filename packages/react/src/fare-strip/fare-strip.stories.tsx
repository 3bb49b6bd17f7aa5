import type { Meta, StoryObj } from '@storybook/react-vite';
import { Carnet } from './carnet.js';
import { FareStrip } from './fare-strip.js';
import { Ring } from './ring.js';
import { StripKey } from './strip-key.js';

const meta = {
  title: 'Foundations/Fare strip',
  component: FareStrip,
  parameters: { surface: 'card' },
  render: (args) => (
    <div className="fb-root">
      <div>
        <FareStrip {...args} />
      </div>
    </div>
  ),
  args: { left: 37, limit: 50, held: 10, size: 'm' },
} satisfies Meta<typeof FareStrip>;
export default meta;
type Story = StoryObj<typeof meta>;

export const WithHold: Story = {};
export const Large: Story = { args: { size: 'l' } };
export const Small: Story = { args: { size: 's' } };
export const AllLeft: Story = { args: { left: 50, held: 0 } };
export const AllSpent: Story = { args: { left: 0, held: 0 } };
export const AStubIsAToken: Story = { args: { left: 3, limit: 5, held: 0 } };
export const Missing: Story = { args: { left: 6, limit: 10, held: 0, missing: 4 } };
export const HeldElsewhere: Story = { args: { left: 37, held: 10, heldElsewhere: 12 } };
export const Low: Story = { args: { left: 8, held: 0, tone: 'warning' } };
export const LastToken: Story = { args: { left: 1, held: 0, tone: 'danger' } };
export const Unlimited: Story = { args: { unlimited: true } };

/** Everything the strip can be, at every size, in one picture. */
export const Signature: Story = {
  render: () => (
    <div className="fb-root">
      <div className="fb-meter">
        <FareStrip left={37} limit={50} held={10} size="l" />
        <FareStrip left={37} limit={50} held={10} heldElsewhere={8} />
        <FareStrip left={6} limit={10} missing={4} />
        <FareStrip left={50} limit={50} />
        <FareStrip left={0} limit={50} />
        <FareStrip left={37} limit={50} held={10} size="s" />
        <FareStrip left={8} limit={50} tone="warning" />
        <FareStrip left={0} limit={0} unlimited />
        <div className="sb-row">
          <StripKey texture="left" /> <StripKey texture="held" /> <StripKey texture="heldElsewhere" />{' '}
          <StripKey texture="used" /> <StripKey texture="missing" />
        </div>
        <div className="sb-row">
          <Ring left={37} limit={50} text="37" /> <Ring left={37} limit={50} held={10} text="37" />{' '}
          <Ring left={8} limit={50} tone="warning" text="8" /> <Ring left={3} limit={5} text="3" />{' '}
          <Ring left={37} limit={50} size={24} />
          <Ring left={8} limit={50} size={20} tone="warning" /> <Ring left={0} limit={50} size={20} />
        </div>
        <div className="sb-row">
          <Carnet tokens={5} tokensPerStub={5} /> <Carnet tokens={50} tokensPerStub={5} />{' '}
          <Carnet tokens={150} tokensPerStub={5} /> <Carnet tokens={null} tokensPerStub={5} />
        </div>
      </div>
    </div>
  ),
};
