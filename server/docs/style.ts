/** The look of `/docs`: readable, light and dark, nothing from elsewhere. */
export const style = `
:root { color-scheme: light dark; --ink: #2b2118; --paper: #fbf7f0; --line: #e2d8c8; --leaf: #2f6b3a; --pale: #f2ebdf }
@media (prefers-color-scheme: dark) {
  :root { --ink: #efe6d8; --paper: #1b1612; --line: #3a3128; --leaf: #8fc79a; --pale: #26201a }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1rem 6rem }
h1 { font-size: 1.9rem; margin: 0 0 .5rem } h2 { margin: 3rem 0 1rem; text-transform: capitalize }
h3 { margin: 0; font-size: 1rem } h4 { margin: 1rem 0 .25rem; font-size: .85rem; opacity: .75 }
nav { display: flex; gap: 1rem; flex-wrap: wrap } a { color: var(--leaf) }
article { border: 1px solid var(--line); border-radius: 12px; padding: 1rem; margin: 0 0 1rem }
code, pre { font: .875rem/1.5 ui-monospace, monospace } pre { background: var(--pale); padding: .75rem; border-radius: 8px;
  overflow-x: auto; margin: .25rem 0 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0 } dt { font-weight: 600 }
dd { margin: 0; min-width: 0 } b { color: var(--leaf) }
`
