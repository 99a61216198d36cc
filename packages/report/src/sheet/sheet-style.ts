import { OKABE_ITO } from '../figures/colours.ts';

const COLOURS = {
  truth: '#F0E442',
  ours: '#00FFFF',
  both: '#BFBFBF',
  missed: OKABE_ITO.skyBlue,
  added: OKABE_ITO.orange,
  ignored: '#5F5F5F',
};

const classes = Object.entries(COLOURS).map(
  ([name, colour]) =>
    `.line.${name} { stroke: ${colour}; } .area.${name} { fill: ${colour}; } .legend .${name} { background: ${colour}; }`,
);

/** Follows the screen's dark or light; on paper, an image is not torn between pages. */
export const SHEET_STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --quiet: #59636e; --paper: #ffffff; --rule: #d1d9e0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --quiet: #9198a1; --paper: #0d1117; --rule: #3d444d; } }
body { margin: 0 auto; max-width: 1240px; padding: 16px; font: 14px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 20px; margin: 0 0 4px; overflow-wrap: anywhere; }
header p { margin: 2px 0; color: var(--quiet); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 10px 0; padding: 0; }
.legend i { display: inline-block; width: 14px; height: 14px; margin-right: 6px; vertical-align: -2px; border: 1px solid #0006; border-radius: 3px; }
.legend .truth, .legend .ours { height: 4px; vertical-align: 3px; border-radius: 0; }
section { border-top: 1px solid var(--rule); padding: 12px 0; break-inside: avoid; }
h2 { font-size: 15px; font-weight: 500; margin: 0; overflow-wrap: anywhere; }
h2 b { margin-left: 8px; white-space: nowrap; }
.number { color: var(--quiet); margin-right: 6px; }
.facts { margin: 0 0 8px; color: var(--quiet); }
.warning { margin: 0 0 8px; font-weight: 600; }
.panels { display: grid; grid-template-columns: repeat(4, 1fr); gap: 8px; }
@media (max-width: 640px) { .panels { grid-template-columns: repeat(2, 1fr); } }
figure { margin: 0; }
figcaption { font-size: 12px; color: var(--quiet); }
svg { display: block; width: 100%; height: auto; border-radius: 4px; outline: 1px solid var(--rule); print-color-adjust: exact; }
path { fill: none; fill-rule: evenodd; }
.casing, .line { vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.casing { stroke: #000; stroke-opacity: 0.55; stroke-width: 3.5px; }
.line { stroke-width: 1.5px; }
.area { fill-opacity: 0.92; }
.ground { fill: #141414; }
.faint { opacity: 0.35; }
${classes.join('\n')}
`;
