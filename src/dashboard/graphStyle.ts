/** The style of the page about a graph, in the reader's own light or dark scheme. */
export const graphStyle = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 2rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: 0.5rem; }
th, td { padding: 0.25rem 0.75rem; border-bottom: 1px solid color-mix(in srgb, currentcolor 25%, transparent); }
td, thead th { text-align: right; }
th:first-child { text-align: left; }
pre { overflow-x: auto; }
`;
