/** The contract as one HTML page. It is complete without its script, which adds the search and the choice of a language. */
import { readFileSync } from 'node:fs'
import { failures } from '../../errors.ts'
import { version } from '../../version.ts'
import type { Step } from '../examples.ts'
import { type Html, html } from '../html.ts'
import { type Channel, channels } from '../messages.ts'
import { type Shape, shapes, usedSchemas } from '../shapes.ts'
import { anchor, exchangeOf, pushOf } from './event.ts'
import { introduction, topics } from './introduction.ts'
import { code, fieldList, prose, typeLinks } from './markup.ts'

export const pageStyle = () => readFileSync(new URL('./page.css', import.meta.url), 'utf8')
export const pageScript = () => readFileSync(new URL('./in-browser.js', import.meta.url), 'utf8')

const sectionOf = (channel: Channel, named: ReadonlySet<string>) => html`
<section aria-labelledby="${channel.id}"><h2 id="${channel.id}">${code(channel.namespace)}</h2>
<p>${channel.about} The handshake's <code>auth</code>: <code>${channel.auth}</code>.</p>
<h2>Requests on ${code(channel.namespace)}</h2>${channel.exchanges.map((exchange) => exchangeOf(channel, exchange, named))}
<h2>Pushes on ${code(channel.namespace)}</h2>${channel.pushes.map((push) => pushOf(channel, push, named))}</section>`

/** Fields of a named type stand under it, so their paths need not repeat its name. */
const typeOf = ({ name, type, meaning, fields }: Shape, named: ReadonlySet<string>) => {
  const own = fields.map((field) => ({ ...field, path: field.path.replace(`${name}.`, '') }))
  return html`
<article id="type-${name}"><h3>${code(name)} ${type !== 'object' && typeLinks(type, named)}</h3><p>${prose(meaning)}</p>
${own.length > 0 && fieldList(own, named)}</article>`
}

const errors = () =>
  html`<dl class="fields">${Object.entries(failures).map(
    ([reason, { code: canonical, message, retryable }]) => html`
<dt id="error-${reason}">${code(reason)} <code class="type">${canonical}</code>${retryable && html` <small>retryable</small>`}</dt><dd>${prose(message)}</dd>`,
  )}</dl>`

const links = (title: string, entries: readonly (readonly [id: string, text: string])[]): Html => html`
<li><details open><summary>${title}</summary><ul>${entries.map(([id, text]) => html`<li><a href="#${id}">${text}</a></li>`)}</ul></details></li>`

const linksOf = (channel: Channel): Html => {
  const events = [...channel.exchanges.map(({ request }) => request), ...channel.pushes]
  return links(
    channel.namespace,
    events.map((event) => [anchor(channel, event), event.event]),
  )
}

export const createPage = (steps: readonly Step[]): string => {
  const all = channels(steps)
  const types = shapes(usedSchemas())
  const named = new Set(types.map(({ name }) => name))
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>The contract of customerbackend</title>
<meta name="description" content="Every request, push, type and error of customerbackend, with examples."><link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/reference.css"><script src="/reference.js" defer></script></head>
<body><nav aria-label="Contents"><p><a href="#top">customerbackend</a> ${version}</p><ul>${links('Start here', topics)}${all.map(linksOf)}${links(
    'Types',
    types.map(({ name }) => [`type-${name}`, name]),
  )}<li><a href="#errors">Errors</a></li></ul></nav>
<main id="top"><h1>The contract</h1>
<p>For programs: <a href="/asyncapi.json">asyncapi.json</a> (AsyncAPI 3).</p>
<section aria-labelledby="start"><h2 id="start">Start here</h2>${introduction()}</section>${all.map((channel) => sectionOf(channel, named))}
<section aria-labelledby="types"><h2 id="types">Types</h2>${types.map((shape) => typeOf(shape, named))}</section>
<section aria-labelledby="errors"><h2 id="errors">Errors</h2>${errors()}</section></main></body></html>
`.text
}
