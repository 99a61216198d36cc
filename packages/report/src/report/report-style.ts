import { OKABE_ITO } from '../figures/colours.ts';

/** Follows the screen's dark or light, and prints to A4 with an image a page at most torn between its parts. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: #1c2127; --quiet: #5b6570; --paper: #ffffff; --panel: #f5f7f9; --rule: #d7dde3; --bar: ${OKABE_ITO.blue}; --warn-ink: #7a2e00; --warn: #fff1e5; --line: #00b4b4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --quiet: #9aa4af; --paper: #0f141a; --panel: #171e26; --rule: #343d47; --bar: ${OKABE_ITO.skyBlue}; --warn-ink: #ffd8b5; --warn: #3a2113; --line: #00ffff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1080px; padding: 28px 20px 48px; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 26px; line-height: 1.2; margin: 0 0 6px; overflow-wrap: anywhere; }
h2 { font-size: 19px; margin: 0 0 4px; overflow-wrap: anywhere; }
h3 { font-size: 13px; font-weight: 600; text-transform: uppercase; letter-spacing: 0.05em; color: var(--quiet); margin: 22px 0 8px; }
p { margin: 4px 0; max-width: 72ch; }
a { color: inherit; text-decoration-color: var(--bar); text-underline-offset: 3px; }
.quiet { color: var(--quiet); }
.notice { display: inline-block; margin: 10px 0 4px; padding: 3px 10px; border: 1px solid var(--rule); border-radius: 999px; font-size: 13px; color: var(--quiet); }
.warning { margin: 10px 0; padding: 9px 14px; border-radius: 8px; background: var(--warn); color: var(--warn-ink); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 10px; margin: 18px 0; padding: 0; list-style: none; }
.tiles li { padding: 12px 14px; border-radius: 10px; background: var(--panel); }
.tiles b { display: block; font-size: 24px; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tiles span { font-size: 13px; color: var(--quiet); }
article { margin: 28px 0; padding-top: 22px; border-top: 1px solid var(--rule); }
.verdict { display: grid; grid-template-columns: minmax(220px, 1fr) minmax(260px, 1.4fr); gap: 18px 32px; margin: 14px 0; padding: 16px 18px; border-radius: 12px; background: var(--panel); break-inside: avoid; }
.verdict .label { font-size: 24px; font-weight: 650; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
.verdict .label.unreliable { font-size: 17px; font-weight: 400; }
.bars { display: grid; grid-template-columns: max-content 1fr 4.5em; gap: 6px 12px; align-items: center; font-variant-numeric: tabular-nums; }
.bars i { height: 12px; border-radius: 4px; background: linear-gradient(var(--bar), var(--bar)) left / var(--share) 100% no-repeat, var(--rule); print-color-adjust: exact; }
.bars span:nth-child(3n) { text-align: right; }
.pictures { display: grid; grid-template-columns: repeat(2, minmax(0, 480px)); gap: 14px; margin: 14px 0; }
.maps { grid-template-columns: repeat(4, minmax(0, 1fr)); }
@media (max-width: 640px) { .maps { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
figure { margin: 0; break-inside: avoid; }
figure img, figure svg { display: block; width: 100%; height: auto; border-radius: 6px; outline: 1px solid var(--rule); print-color-adjust: exact; }
figcaption { margin-top: 5px; font-size: 13px; color: var(--quiet); }
figcaption b { color: var(--ink); font-weight: 600; }
.outline { fill: transparent; stroke: #00ffff; stroke-width: 1.4px; vector-effect: non-scaling-stroke; }
.outline:hover { fill: #00ffff55; }
.scale { display: flex; align-items: center; gap: 6px; font-variant-numeric: tabular-nums; }
.scale i { flex: 1; height: 7px; border-radius: 3px; print-color-adjust: exact; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 10px 5px 0; border-bottom: 1px solid var(--rule); text-align: right; vertical-align: middle; }
th { font-weight: 600; color: var(--quiet); }
th:first-child, td:first-child, .left { text-align: left; overflow-wrap: anywhere; }
th.left, td.left { min-width: 6em; }
th:first-child { overflow-wrap: normal; }
td:has(img) { width: 70px; }
td img { display: block; width: 56px; height: 56px; object-fit: cover; border-radius: 5px; }
.wide { overflow-x: auto; }
details { margin: 12px 0; }
summary { cursor: pointer; font-weight: 600; }
pre { padding: 12px 14px; border-radius: 8px; background: var(--panel); font: 12.5px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
ul.plain { padding-left: 20px; margin: 6px 0; }
footer { margin-top: 40px; padding-top: 14px; border-top: 1px solid var(--rule); font-size: 13px; color: var(--quiet); }
@media (max-width: 640px) { .verdict { grid-template-columns: 1fr; } body { padding: 18px 14px 36px; } }
@page { size: A4; margin: 14mm; }
@media print { :root { --ink: #000; --quiet: #444; --paper: #fff; --panel: #f3f5f7; --rule: #c9d0d6; } body { padding: 0; max-width: none; font-size: 11px; } article { break-before: page; border-top: 0; } tr { break-inside: avoid; } a { text-decoration: none; } }
`;
