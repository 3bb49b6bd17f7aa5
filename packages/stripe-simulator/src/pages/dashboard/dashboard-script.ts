/**
 * The dashboard's only script, served as a file: when the state's version changes it fetches the page again and swaps `main`.
 * Without it the page is the same, only not by itself up to date. It never swaps while someone types or selects.
 */
export const DASHBOARD_SCRIPT = `'use strict';
(() => {
  const main = () => document.getElementById('live');
  const start = main();
  if (!start) return;
  let wanted = start.dataset.version;
  let loading = false;

  // a field being typed in and a marked text would be lost in the swap
  const busy = () => {
    const active = document.activeElement;
    if (active && main().contains(active) && /^(INPUT|SELECT|TEXTAREA)$/.test(active.tagName)) return true;
    return String(document.getSelection()) !== '';
  };

  const update = async () => {
    if (loading || busy() || main().dataset.version === wanted) return;
    loading = true;
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
      if (!answer.ok) return;
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = next.getElementById('live');
      if (!fresh || busy()) return;
      const open = [...main().querySelectorAll('details[id][open]')].map((part) => part.id);
      const scrolled = [...main().querySelectorAll('pre, .rul')].map((part) => [part.scrollTop, part.scrollLeft]);
      const focused = document.activeElement && main().contains(document.activeElement) ? document.activeElement.textContent : null;
      main().replaceWith(fresh);
      for (const id of open) document.getElementById(id)?.setAttribute('open', '');
      for (const [index, part] of [...fresh.querySelectorAll('pre, .rul')].entries()) {
        const place = scrolled[index];
        if (place) [part.scrollTop, part.scrollLeft] = place;
      }
      if (focused !== null) [...fresh.querySelectorAll('a, button')].find((part) => part.textContent === focused)?.focus({ preventScroll: true });
      const time = next.querySelector('.bar time');
      if (time) document.querySelector('.bar time')?.replaceWith(time);
      if (fresh.dataset.version !== wanted) wanted = fresh.dataset.version;
    } catch {
      // the simulator is restarting; the stream says when it is back
    } finally {
      loading = false;
    }
  };

  const stream = new EventSource(start.dataset.stream);
  stream.addEventListener('message', (event) => {
    wanted = event.data;
    void update();
  });
  // what had to wait for the field to be left, or came while loading
  setInterval(update, 700);
})();
`;
