/** The contract as one HTML page without scripts, fonts or pictures. */
import { createHash } from 'node:crypto'
import { failures } from '../errors.ts'
import { version } from '../version.ts'
import type { Step } from './examples.ts'
import { type Html, html } from './html.ts'
import { limitText } from './limit.ts'
import { type Channel, channels, type Example, type Exchange, type Push } from './messages.ts'
import { type Field, fields, shapes, usedSchemas } from './shapes.ts'

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --accent: light-dark(#a03c12, #f0a27c); font: 1rem/1.55 system-ui, sans-serif }
body { margin: 0; display: grid; grid-template-columns: minmax(0, 1fr); background: light-dark(#fffaf5, #1c1714); color: light-dark(#2b211b, #f2e9e2) }
header, nav, main { padding: 1rem 1.5rem; box-sizing: border-box }
header { padding-bottom: 0 } h1 { margin: .5rem 0 }
nav ul { list-style: none; padding: 0; margin: 0 0 1rem; font-size: .9rem; display: flex; flex-wrap: wrap; gap: .35rem 1rem }
nav p { margin: 0 0 .35rem }
a { color: var(--accent) }
code, pre { font: .875rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere }
pre { overflow-x: auto; white-space: pre-wrap; padding: .75rem; border: 1px solid var(--line); border-radius: .5rem }
article { border-top: 1px solid var(--line); padding: .5rem 0 1rem }
h2 { margin: 1.5rem 0 .75rem } h3 { margin: .5rem 0 } h2 code { font-size: 1em } h3 code { font-size: 1.05rem } h4 { margin: .75rem 0 .25rem; font-size: .9rem }
table { border-collapse: collapse; width: 100%; font-size: .9rem } th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-top: 1px solid var(--line) }
summary { cursor: pointer; color: var(--accent) } details { margin: .35rem 0 }
.scroll { overflow-x: auto }
@media (max-width: 40rem) { thead { display: none } tr { display: block; border-top: 1px solid var(--line); padding: .5rem 0 } td { display: block; border: 0; padding: .1rem 0 } td:first-child code { font-weight: bold } }
@media (min-width: 60rem) {
  body { grid-template: auto 1fr / 17rem minmax(0, 1fr) }
  nav { grid-row: 1 / 3; position: sticky; top: 0; height: 100vh; overflow: auto; border-right: 1px solid var(--line) }
  nav ul { display: block; line-height: 1.7 }
  header, main { grid-column: 2; max-width: 60rem }
  nav { grid-column: 1 }
}`

export const pageStyleHash = createHash('sha256').update(style).digest('base64')

const anchor = ({ id }: Channel, event: string) => `${id}-${event.replace(':', '-')}`
const json = (value: unknown) => html`<pre tabindex="0"><code>${JSON.stringify(value, undefined, 2)}</code></pre>`

const table = (head: readonly string[], rows: readonly (readonly (string | Html)[])[]) => html`
<div class="scroll" tabindex="0"><table><thead><tr>${head.map((cell) => (cell === '' ? html`<td></td>` : html`<th scope="col">${cell}</th>`))}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`

const code = (text: string) => html`<code>${text}</code>`

const row = ({ path, type, meaning }: Field) => [code(path), code(type), meaning]
const list = (found: readonly Field[]) =>
  found.length === 0 ? html`<p>No fields.</p>` : table(['field', 'type', 'meaning'], found.map(row))

const exampleOf = ({ payload, answer }: Example, index: number) => {
  const outcome = answer && !answer.ok ? `, refused: ${answer.error.reason ?? answer.error.code}` : ''
  return html`<details><summary>Example ${index + 1}${outcome}</summary>${json(payload)}${answer && html`<p>Answer:</p>${json(answer)}`}</details>`
}

const exchangeOf = (channel: Channel, { request, examples }: Exchange) => html`
<article id="${anchor(channel, request.event)}"><h3><code>${request.event}</code></h3>
<p>${request.summary} ${request.roles && `Only for: ${request.roles.join(', ')}.`} Takes ${limitText(request)}.</p>
<h4>Payload</h4>${list(fields(request.input, 'input'))}
<h4>Data of the answer</h4>${list(fields(request.data, 'output'))}
${examples.map(exampleOf)}</article>`

const pushOf = (channel: Channel, { event, summary, schema, ofFeed, examples }: Push) => html`
<article id="${anchor(channel, event)}"><h3><code>${event}</code></h3>
<p>${summary} ${ofFeed ? 'Part of the feed: numbered, stored, never dropped.' : 'Not part of the feed.'}</p>
${list(fields(schema, 'output'))}${examples.slice(0, 1).map(exampleOf)}</article>`

const sectionOf = (channel: Channel) => html`
<section aria-labelledby="${channel.id}"><h2 id="${channel.id}"><code>${channel.namespace}</code></h2>
<p>${channel.about} The handshake's <code>auth</code>: <code>${channel.auth}</code>.</p>
<h2>Requests on <code>${channel.namespace}</code></h2>${channel.exchanges.map((exchange) => exchangeOf(channel, exchange))}
<h2>Pushes on <code>${channel.namespace}</code></h2>${channel.pushes.map((push) => pushOf(channel, push))}</section>`

const types = () =>
  table(
    ['name', 'type', 'meaning'],
    shapes(usedSchemas()).flatMap((shape) => [
      [html`<strong>${code(shape.name)}</strong>`, code(shape.type), shape.meaning],
      ...shape.fields.map(row),
    ]),
  )

const errors = () =>
  table(
    ['reason', 'code', 'message', ''],
    Object.entries(failures).map(([reason, row]) => [code(reason), code(row.code), row.message, row.retryable ? 'retryable' : '']),
  )

const linksOf = (channel: Channel) => html`<p><a href="#${channel.id}"><code>${channel.namespace}</code></a></p>
<ul>${[...channel.exchanges.map(({ request }) => request), ...channel.pushes].map(
  ({ event }) => html`<li><a href="#${anchor(channel, event)}">${event}</a></li>`,
)}</ul>`

export const createPage = (steps: readonly Step[]): string => {
  const all = channels(steps)
  return html`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>The contract of customerbackend</title>
<style>${style}</style>
<header><h1>The contract</h1>
<p>customerbackend ${version}: Socket.IO 4 over WebSocket, three namespaces. Machine-readable: <a href="/asyncapi.json">asyncapi.json</a> (AsyncAPI 3).
The answer to a request is <code>{ ok: true, data }</code> or <code>{ ok: false, error }</code>.</p></header>
<nav aria-label="Events">${all.map(linksOf)}<p><a href="#types">Types</a></p><p><a href="#errors">Errors</a></p></nav>
<main>${all.map(sectionOf)}
<section aria-labelledby="types"><h2 id="types">Types</h2>${types()}</section>
<section aria-labelledby="errors"><h2 id="errors">Errors</h2>${errors()}</section></main></html>
`.text
}
