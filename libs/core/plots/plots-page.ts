/** A page of figures that needs nothing but itself: no network, no script. */
import { escaped } from './draw-axes.js';
import { colourOf } from './draw-plot.js';

export interface PageFigure {
  title: string;
  /** SVG, or an <img> whose source is in it. */
  panels: { caption: string; html: string }[];
  /** Why there is nothing to see, or not all. */
  note: string | null;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --dim: #667; --line: #d8dde3; --page: #fff; --card: #f7f8fa }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ebf0; --dim: #9aa4b0; --line: #39424d; --page: #14181d; --card: #1c2229 } }
body { margin: 2rem auto; max-width: 1240px; padding: 0 1rem; font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--page) }
h1 { font-size: 1.3rem } h2 { font-size: 1rem; margin: 0 0 .5rem }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; padding: 0 }
.legend span { display: inline-block; width: .9em; height: .9em; border-radius: 3px; margin-right: .4em; vertical-align: -1px }
main { display: grid; grid-auto-flow: dense; grid-template-columns: repeat(auto-fit, minmax(min(100%, 540px), 1fr)); gap: 1.2rem }
section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1rem; min-width: 0 }
section.wide { grid-column: 1 / -1 }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); gap: 1rem }
figure { margin: 0 } figcaption { color: var(--dim); margin-bottom: .3rem }
svg, img { width: 100%; height: auto } .note { color: var(--dim) }
.grid { stroke: var(--line) } .axis { fill: none; stroke: var(--dim) }
.tick, .cell { font-size: 11px; fill: currentColor } .label { font-size: 12px; fill: var(--dim) }`;

export function plotsPage(title: string, states: readonly string[], figures: readonly PageFigure[]): string {
  const legend = states.map(
    (state) => `<li><span style="background:${colourOf(states, state)}"></span>${escaped(state)}</li>`,
  );
  const sections = figures.map(({ title: name, panels, note }) => {
    const bodies = panels.map(
      ({ caption, html }) =>
        `<figure>${caption === '' ? '' : `<figcaption>${escaped(caption)}</figcaption>`}${html}</figure>`,
    );
    return `<section${panels.length > 1 ? ' class="wide"' : ''}><h2>${escaped(name)}</h2><div class="panels">${bodies.join('')}</div>${note === null ? '' : `<p class="note">${escaped(note)}</p>`}</section>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}
</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<ul class="legend">${legend.join('')}</ul>
<main>
${sections.join('\n')}
</main>
</body>
</html>
`;
}
