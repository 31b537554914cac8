/** How the report looks: on screens light and dark, and on paper. */

export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --soft: #60646c; --line: #d9d9e0; --paper: #ffffff; --right: #1f7a4d; --wrong: #c4432b; --accent: #3e63dd; }
@media (prefers-color-scheme: dark) { :root { --ink: #edeef0; --soft: #b0b4ba; --line: #43484e; --paper: #16181b; --right: #33b074; --wrong: #ec6142; --accent: #849dff; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2 { line-height: 1.2; } h2 { margin-top: 2.5rem; }
.figures { display: flex; flex-wrap: wrap; gap: 1rem; } .figures div { border: 1px solid var(--line); border-radius: 8px; padding: .6rem 1rem; }
.figures b { display: block; font-size: 1.6rem; white-space: nowrap; } small, .soft { color: var(--soft); }
.note { border-left: 4px solid var(--wrong); padding: .3rem .8rem; margin: .5rem 0; }
table { border-collapse: collapse; display: block; max-width: 100%; overflow-x: auto; } th, td { padding: .25rem .8rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; white-space: nowrap; } td:first-child, td.terms { white-space: normal; overflow-wrap: anywhere; } td:first-child { min-width: 5rem; } p, li { overflow-wrap: anywhere; } th:first-child, td:first-child, td.terms { text-align: left; vertical-align: top; } td > small { display: block; }
svg { max-width: 100%; height: auto; } svg text { fill: var(--ink); font: 12px system-ui, sans-serif; } svg text.on-dark { fill: #ffffff; }
rect.right { fill: var(--right); } rect.wrong { fill: var(--wrong); } rect.bar { fill: var(--accent); fill-opacity: .7; }
.grid { stroke: var(--line); } .range { stroke: var(--accent); stroke-opacity: .45; stroke-width: 3; } .curve { fill: none; stroke: var(--accent); stroke-width: 2; } circle { fill: var(--accent); } .own path { fill: var(--wrong); stroke: var(--paper); } .ideal { stroke: var(--soft); stroke-dasharray: 4 4; }
figure { margin: 0; } .curves { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 2rem; } .curves > * { max-width: 100%; } figcaption { font-weight: 600; }
.mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1rem; padding: 0; list-style: none; }
.mistakes li { border: 1px solid var(--line); border-radius: 8px; padding: .6rem; overflow-wrap: anywhere; break-inside: avoid; }
.mistakes img { display: block; width: 100%; height: 11rem; object-fit: contain; background: #ffffff; border-radius: 4px; }
a { color: var(--accent); }
@media (max-width: 34rem) { body { margin: 1rem auto; } table { font-size: .8rem; } th, td { padding: .25rem; } }
@media print { body { max-width: none; margin: 0; } h2 { break-after: avoid; } svg, table { break-inside: avoid; } }
`;
