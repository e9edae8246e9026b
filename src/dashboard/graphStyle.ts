/** The style of the page about a graph, in the reader's own light or dark scheme. */
export const graphStyle = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 2rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: 0.5rem; }
th, td { padding: 0.25rem 0.5rem; border-bottom: 1px solid color-mix(in srgb, currentcolor 25%, transparent); }
td, thead th { text-align: right; }
th:first-child { text-align: left; }
table.hold :is(td, th) { text-align: left; vertical-align: top; }
.time { white-space: nowrap; }
.busy { font-weight: 600; }
.backPressured { background: color-mix(in srgb, #c60 30%, transparent); white-space: nowrap; }
table.hold td:last-child { min-width: 20rem; }
body { overflow-x: auto; }
.warnings { border-left: 4px solid #c60; padding-left: 1rem; }
.warnings h2 { margin: 0; font-size: 1rem; }
.warnings ul { margin: 0.25rem 0 1rem; padding-left: 1.25rem; }
pre { overflow-x: auto; }
`;
