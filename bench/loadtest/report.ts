/** A run as one self-contained HTML page. */
import { createHash } from 'node:crypto'
import { plotsOf } from './charts.ts'
import { hoverScript } from './hover.ts'
import type { Outcome } from './outcome.ts'
import { escapeHtml, toFigure } from './plot.ts'
import { notesOf, originCells, refusalCells, rowCells } from './summary.ts'
import { answersOf, describeThreshold } from './thresholds.ts'

const style = `
  :root { color-scheme: light dark; --back: #fff; --card: #f8fafc; --text: #0f172a; --soft: #64748b; --line: #e2e8f0;
    --blue: #2563eb; --green: #059669; --amber: #d97706; --red: #dc2626; --violet: #7c3aed; --light: #93c5fd; --middle: #3b82f6; --strong: #1e3a8a }
  @media (prefers-color-scheme: dark) { :root { --back: #0b1120; --card: #131c2e; --text: #e2e8f0; --soft: #94a3b8; --line: #27334a;
    --blue: #60a5fa; --green: #34d399; --amber: #fbbf24; --red: #f87171; --violet: #a78bfa; --light: #1d4ed8; --middle: #60a5fa; --strong: #dbeafe } }
  body { margin: 0 auto; max-width: 84rem; padding: 2rem 1.5rem 4rem; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif }
  h1 { margin: 0; font-size: 1.5rem } h2 { margin: 2.5rem 0 .75rem; font-size: 1.1rem } h2 + p { margin: -.5rem 0 .75rem }
  p { margin: .25rem 0; color: var(--soft) }
  .verdict { display: inline-block; margin: 1rem 0 .5rem; padding: .3rem .9rem; border-radius: 99px; color: #fff; font-weight: 600 }
  .passed { background: #15803d } .failed { background: #b91c1c }
  .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin-top: 1.25rem }
  .tile, .plot, .scroll { background: var(--card); border: 1px solid var(--line); border-radius: .6rem }
  .tile { padding: .7rem 1rem } .tile b { display: block; font-size: 1.4rem; line-height: 1.3; font-variant-numeric: tabular-nums } .tile span { color: var(--soft); font-size: .85rem }
  .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 34rem), 1fr)); gap: 1rem }
  .plot { margin: 0; padding: .7rem .6rem .3rem; min-width: 0 } figcaption { padding: 0 .4rem .3rem; color: var(--soft); font-size: .85rem } figcaption strong { color: var(--text) } .at { float: right }
  figcaption ul { display: flex; flex-wrap: wrap; gap: 0 1rem; min-height: 1.5em; margin: .15rem 0 0; padding: 0; list-style: none } figcaption b { color: var(--text); font-variant-numeric: tabular-nums }
  figcaption i { display: inline-block; width: .8rem; height: .2rem; margin-right: .35rem; border-radius: 1px; vertical-align: middle }
  .blue { background: var(--blue) } .green { background: var(--green) } .amber { background: var(--amber) } .red { background: var(--red) } .violet { background: var(--violet) } .light { background: var(--light) } .middle { background: var(--middle) } .strong { background: var(--strong) }
  .area { cursor: crosshair; touch-action: pan-y; border-radius: .3rem } .area:focus-visible { outline: 2px solid var(--blue) }
  svg { display: block; width: 100%; height: auto; font-size: 11px } svg text { fill: var(--soft) }
  .grid { stroke: var(--line) } .mark { stroke: var(--soft); stroke-dasharray: 3 3 } .cursor line { stroke: var(--text) } .cursor circle { stroke: var(--card); stroke-width: 1.5 }
  .scroll { overflow-x: auto } table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }
  th, td { padding: .4rem .9rem; text-align: right; white-space: nowrap; border-top: 1px solid var(--line) } tr:first-child > * { border-top: 0 }
  th { font-weight: 600; color: var(--soft); font-size: .85rem } th:first-child, td:first-child { text-align: left }
  .origin td { text-align: left; white-space: normal; overflow-wrap: anywhere } .origin td:first-child { width: 1%; white-space: nowrap; color: var(--soft) }
  .checks td { text-align: left; white-space: normal } .checks td + td { text-align: right; width: 1%; white-space: nowrap }
  .ok { color: var(--green) } .bad { color: var(--red) } .checks code { display: block; margin-top: .2rem; color: var(--red); overflow-wrap: anywhere; font-size: .85rem }
`

const whole = (value: number) => Math.round(value).toLocaleString('en')

const tile = (figure: string, label: string) => `<div class="tile"><b>${escapeHtml(figure)}</b><span>${escapeHtml(label)}</span></div>`

const tiles = ({ clients, counts, rows, endedAt }: Outcome): string => {
  const of = (wanted: string) => rows.find(({ kind }) => kind === wanted)
  const all = of('any request')
  const answers = all ? answersOf(all) : 0
  const ms = (value: number | undefined) => (value === undefined ? '–' : `${value < 10 ? value.toFixed(1) : whole(value)} ms`)
  return [
    tile(whole(clients), 'customers'),
    tile(whole(answers), `answers, ${(answers / endedAt).toFixed(0)} per second`),
    tile(whole(counts.orders), 'orders placed'),
    tile(ms(of('order:place')?.p99), 'p99 of placing an order'),
    tile(whole(counts.events), 'feed events'),
    tile(ms(of('feed event')?.p99), 'p99 from commit to customer'),
    tile(whole(counts.faults), 'failed checks'),
  ].join('')
}

const checks = ({ checks }: Outcome): string =>
  checks
    .map(({ sentence, checked, failed, examples }) => {
      const mark = failed > 0 ? '<span class="bad">✗</span>' : checked > 0 ? '<span class="ok">✓</span>' : '–'
      const failures = examples.map((example) => `<code>${escapeHtml(example)}</code>`).join('')
      const count = failed > 0 ? `${whole(failed)} of ${whole(checked)}` : checked > 0 ? whole(checked) : 'not checked'
      return `<tr><td>${mark} ${escapeHtml(sentence)}${failures}</td><td>${count}</td></tr>`
    })
    .join('\n')

const thresholds = ({ thresholds }: Outcome): string =>
  thresholds
    .map((result) => {
      const mark = result.passed ? '<span class="ok">✓</span>' : '<span class="bad">✗</span>'
      return `<tr><td>${mark} ${escapeHtml(describeThreshold(result))}</td><td>${result.passed ? 'held' : 'crossed'}</td></tr>`
    })
    .join('\n')

const rowOf = (cells: readonly string[], tag: string) => `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`

const table = ([head = [], ...lines]: readonly string[][]): string =>
  `<table>${rowOf(head, 'th')}\n${lines.map((line) => rowOf(line, 'td')).join('\n')}</table>`

const origin = (outcome: Outcome): string =>
  `<table>${originCells(outcome)
    .map((line) => rowOf(line, 'td'))
    .join('\n')}</table>`

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Nothing may be loaded, and only this style and this script may run. */
const policy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(hoverScript)}; base-uri 'none'; form-action 'none'`

const verdictOf = ({ passed, checks }: Outcome) => {
  if (passed) return 'Every check passed'
  return checks.some(({ failed }) => failed > 0) ? 'A check failed' : 'A threshold was crossed'
}

/** Scrolls sideways on a small screen, also by keyboard. */
const scroll = (label: string, html: string, more = '') =>
  `<div class="scroll${more}" tabindex="0" role="region" aria-label="${label}">${html}</div>`

export const toHtml = (outcome: Outcome): string => {
  const { url, passed } = outcome
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>Load test of ${escapeHtml(url)}</title><style>${style}</style></head><body><main>
<h1>Load test of ${escapeHtml(url)}</h1>
<div class="verdict ${passed ? 'passed' : 'failed'}">${verdictOf(outcome)}</div>
${notesOf(outcome)
  .map((note) => `<p>${escapeHtml(note)}</p>`)
  .join('\n')}
<div class="tiles">${tiles(outcome)}</div>
<h2>Over time</h2>
<p>Point at a plot, or use the arrow keys, to see the values of that moment. Dashed lines: ${escapeHtml(outcome.marks.map(({ label }) => label).join('; '))}.</p>
<div class="plots">
${plotsOf(outcome).map(toFigure).join('\n')}
</div>
${outcome.thresholds.length > 0 ? `<h2>Thresholds</h2>\n${scroll('Thresholds', `<table>${thresholds(outcome)}</table>`, ' checks')}` : ''}
<h2>Checks</h2>
${scroll('Checks', `<table>\n${checks(outcome)}\n</table>`, ' checks')}
<h2>By request</h2>
${scroll('By request', table(rowCells(outcome)))}
${outcome.refusals.length > 0 ? `<h2>Declined and refused</h2>\n${scroll('Declined and refused', table(refusalCells(outcome)))}` : ''}
<h2>The run</h2>
${scroll('The run', origin(outcome), ' origin')}
</main><script>${hoverScript}</script></body></html>
`
}
