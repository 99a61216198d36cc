/**
 * Lets a reader move through the slide of a report: it changes the drawing's `viewBox`, reads nothing of the page but that, and fetches
 * nothing. Plain scrolling is left to the page; Ctrl and the wheel, which is also what two fingers do, zooms.
 */
export const ZOOM_SCRIPT = `'use strict';
(() => {
  const svg = document.getElementById('slide');
  const [, , width, height] = svg.getAttribute('viewBox').split(' ').map(Number);
  const least = Math.min(width, 200);
  let view = { x: 0, y: 0, w: width };
  const show = (x, y, w) => {
    w = Math.max(least, Math.min(width, w));
    const h = (w * height) / width;
    view = { x: Math.max(0, Math.min(width - w, x)), y: Math.max(0, Math.min(height - h, y)), w };
    svg.setAttribute('viewBox', [view.x, view.y, w, h].join(' '));
    svg.classList.toggle('near', w < width / 4);
  };
  const zoom = (by, u = 0.5, v = 0.5) => {
    const w = Math.max(least, Math.min(width, view.w / by));
    const gained = view.w - w;
    show(view.x + u * gained, view.y + (v * gained * height) / width, w);
  };
  const move = (dx, dy) => show(view.x + dx * view.w, view.y + (dy * view.w * height) / width, view.w);
  const within = ({ clientX, clientY }) => {
    const box = svg.getBoundingClientRect();
    return [(clientX - box.left) / box.width, (clientY - box.top) / box.height];
  };
  const acts = { in: () => zoom(2), out: () => zoom(0.5), whole: () => show(0, 0, width) };
  for (const button of document.querySelectorAll('[data-zoom]')) {
    button.onclick = () => acts[button.dataset.zoom]();
  }
  const keys = {
    '+': acts.in,
    '-': acts.out,
    0: acts.whole,
    ArrowLeft: () => move(-0.2, 0),
    ArrowRight: () => move(0.2, 0),
    ArrowUp: () => move(0, -0.2),
    ArrowDown: () => move(0, 0.2),
  };
  svg.onkeydown = (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  svg.addEventListener('wheel', (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(2 ** (-event.deltaY / 200), ...within(event));
  }, { passive: false });
  svg.ondblclick = (event) => zoom(2, ...within(event));
  let held;
  svg.onpointerdown = (event) => {
    if (event.button !== 0) return;
    held = { at: within(event), view };
    svg.setPointerCapture(event.pointerId);
  };
  svg.onpointermove = (event) => {
    if (!event.buttons) held = undefined;
    if (!held) return;
    const [u, v] = within(event);
    const from = held.view;
    show(from.x - (u - held.at[0]) * from.w, from.y - ((v - held.at[1]) * from.w * height) / width, from.w);
  };
  svg.onpointerup = svg.onpointercancel = () => {
    held = undefined;
  };
  for (const link of document.querySelectorAll('a[data-field]')) {
    link.onclick = () => {
      const [x, y, w, h] = link.dataset.field.split(' ').map(Number);
      const shown = Math.min(width, 2 * Math.max(w, (h * width) / height));
      show(x + (w - shown) / 2, y + (h - (shown * height) / width) / 2, shown);
    };
  }
})();
`;

/** Of the script's bytes, by which a page admits it and no other. */
export const ZOOM_SCRIPT_SHA256 = 'YPW3Hr4/vctpPaUAkTwRjl40+dYT1XxbxDms9wYvkPA=';
