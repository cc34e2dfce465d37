/** A run as one self-contained HTML page. */
import { plotsOf } from './charts.ts'
import { escapeHtml, toSvg } from './plot.ts'
import type { Outcome } from './run.ts'
import { notesOf, refusalCells, rowCells } from './summary.ts'

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
  .tile, svg, .scroll { background: var(--card); border: 1px solid var(--line); border-radius: .6rem }
  .tile { padding: .7rem 1rem } .tile b { display: block; font-size: 1.4rem; line-height: 1.3; font-variant-numeric: tabular-nums } .tile span { color: var(--soft); font-size: .85rem }
  .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 34rem), 1fr)); gap: 1rem }
  svg { width: 100%; height: auto; font-size: 11px; box-sizing: border-box } svg text { fill: var(--soft) } svg .title { fill: var(--text); font-size: 13px; font-weight: 600 } svg .unit { fill: var(--soft); font-weight: 400 }
  .grid { stroke: var(--line) } .mark { stroke: var(--soft); stroke-dasharray: 3 3 }
  .scroll { overflow-x: auto } table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }
  th, td { padding: .4rem .9rem; text-align: right; white-space: nowrap; border-top: 1px solid var(--line) } tr:first-child > * { border-top: 0 }
  th { font-weight: 600; color: var(--soft); font-size: .85rem } th:first-child, td:first-child { text-align: left }
  .checks td { text-align: left; white-space: normal } .checks td + td { text-align: right; width: 1%; white-space: nowrap }
  .ok { color: var(--green) } .bad { color: var(--red) } .checks code { display: block; margin-top: .2rem; color: var(--red); overflow-wrap: anywhere; font-size: .85rem }
`

const whole = (value: number) => Math.round(value).toLocaleString('en')

const tile = (figure: string, label: string) => `<div class="tile"><b>${escapeHtml(figure)}</b><span>${escapeHtml(label)}</span></div>`

const tiles = ({ clients, counts, rows, endedAt }: Outcome): string => {
  const of = (wanted: string) => rows.find(({ kind }) => kind === wanted)
  const all = of('any request')
  const answers = all ? all.ok + all.declined + all.refused + all.failed : 0
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

const table = ([head = [], ...lines]: readonly string[][]): string => {
  const row = (cells: readonly string[], tag: string) => `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`
  return `<table>${row(head, 'th')}\n${lines.map((line) => row(line, 'td')).join('\n')}</table>`
}

export const toHtml = (outcome: Outcome): string => {
  const { url, startedAt, passed } = outcome
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Load test of ${escapeHtml(url)}</title><style>${style}</style></head><body>
<h1>Load test of ${escapeHtml(url)}</h1>
<p>${escapeHtml(startedAt.replace('T', ' ').slice(0, 19))} UTC</p>
<div class="verdict ${passed ? 'passed' : 'failed'}">${passed ? 'Every check passed' : 'A check failed'}</div>
${notesOf(outcome)
  .map((note) => `<p>${escapeHtml(note)}</p>`)
  .join('\n')}
<div class="tiles">${tiles(outcome)}</div>
<h2>Over time</h2>
<p>Dashed lines: all customers are connected; no new actions.</p>
<div class="plots">
${plotsOf(outcome).map(toSvg).join('\n')}
</div>
<h2>Checks</h2>
<div class="scroll checks"><table>
${checks(outcome)}
</table></div>
<h2>By request</h2>
<div class="scroll">${table(rowCells(outcome))}</div>
${outcome.refusals.length > 0 ? `<h2>Declined and refused</h2>\n<div class="scroll">${table(refusalCells(outcome))}</div>` : ''}
</body></html>
`
}
