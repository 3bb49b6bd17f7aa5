let locks = 0;
let unlockPage = (): void => {};

/**
 * Holds the page still while a dialog is open; returns how to let it go. A scrollbar that vanishes keeps its room, so that
 * nothing behind the dialog jumps. Dialogs may lie over each other: the last one lets go.
 */
export function lockScroll(): () => void {
  if (locks === 0) unlockPage = lockPage();
  locks += 1;
  let isLocked = true;
  return () => {
    if (!isLocked) return;
    isLocked = false;
    locks -= 1;
    if (locks === 0) unlockPage();
  };
}

function lockPage(): () => void {
  const page = document.documentElement;
  const before = { overflow: page.style.overflow, gutter: page.style.scrollbarGutter };
  const hasScrollbar = window.innerWidth > page.clientWidth;
  page.style.overflow = 'hidden';
  if (hasScrollbar) page.style.scrollbarGutter = 'stable';
  return () => {
    page.style.overflow = before.overflow;
    page.style.scrollbarGutter = before.gutter;
  };
}
