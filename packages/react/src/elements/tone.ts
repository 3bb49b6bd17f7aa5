/** Money or tokens at risk; nothing else is coloured. No tone = ink. */
export type Tone = 'danger' | 'warning' | 'success';
