/** Pieces that all parts of the page are made of. */
import { type Html, html } from '../html.ts'
import type { Field } from '../shapes.ts'

export const code = (text: string): Html => html`<code>${text}</code>`

export const block = (text: string): Html => html`<pre tabindex="0"><code>${text}</code></pre>`

export const json = (value: unknown): Html => block(JSON.stringify(value, undefined, 2))

/** A sentence of the contract: what stands between backticks is code. */
export const prose = (text: string): Html => html`${text.split('`').map((part, index) => (index % 2 === 1 ? code(part) : part))}`

export const table = (head: readonly string[], rows: readonly (readonly (string | Html)[])[]): Html => html`
<div class="scroll" tabindex="0"><table><thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`

const word = /("(?:[^"\\]|\\.)*"|[A-Za-z]\w*)/

/** The type of a field, with a link to each named type in it. */
export const typeLinks = (type: string, named: ReadonlySet<string>): Html =>
  html`<code class="type">${type.split(word).map((part) => (named.has(part) ? html`<a href="#type-${part}">${part}</a>` : part))}</code>`

export const errorLink = (reason: string): Html => html`<a href="#error-${reason}"><code>${reason}</code></a>`

/** `path` without its `?`, which becomes a word of its own. */
const fieldName = (path: string) =>
  html`<code>${path.replace(/\?$/, '')}</code>${path.endsWith('?') ? html` <small>optional</small>` : undefined}`

/** What a payload, an answer or a type consists of. */
export const fieldList = (fields: readonly Field[], named: ReadonlySet<string>): Html => {
  if (fields.length === 0) return html`<p>No fields.</p>`
  return html`<dl class="fields">${fields.map(
    ({ path, type, meaning, variant }) => html`
<dt>${fieldName(path)} ${typeLinks(type, named)}${variant && html` <small>with ${code(variant)}</small>`}</dt><dd>${prose(meaning)}</dd>`,
  )}</dl>`
}
