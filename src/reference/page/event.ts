/** One request or one push: what it takes and returns, its errors, its code and its examples. */
import { errorsOf } from '../../contract/index.ts'
import { type Html, html } from '../html.ts'
import { limitText } from '../limit.ts'
import type { Channel, Example, Exchange, Push } from '../messages.ts'
import { fields } from '../shapes.ts'
import { code, errorLink, fieldList, json, prose } from './markup.ts'
import { sampleTabs } from './sample-tabs.ts'
import { pushSamplesOf, samplesOf } from './samples.ts'

export const anchor = ({ id, exchanges }: Channel, { event, ...what }: Exchange['request'] | Push): string => {
  const isNamedLikeRequest = 'schema' in what && exchanges.some(({ request }) => request.event === event)
  return `${id}-${event.replace(':', '-')}${isNamedLikeRequest ? '-push' : ''}`
}

const titleOf = ({ title, answer }: Example): string =>
  title ?? (answer && !answer.ok ? `Refused: ${answer.error.reason ?? answer.error.code}` : 'Example')

/** One example of each kind: those with a title, the first success, and one refusal for each reason. */
const distinct = (examples: readonly Example[]): readonly Example[] => {
  const byTitle = new Map<string, Example>()
  const others = examples.some(({ title }) => title !== undefined)
  for (const example of examples) {
    const untitledSuccess = example.title === undefined && example.answer?.ok === true
    if (!(others && untitledSuccess) && !byTitle.has(titleOf(example))) byTitle.set(titleOf(example), example)
  }
  return [...byTitle.values()]
}

/** The first one is open. */
const exampleOf = (example: Example, index: number) => html`
<details${index === 0 ? html` open` : undefined}><summary>${titleOf(example)}</summary>${json(example.payload)}${
  example.answer && html`<p>Answer</p>${json(example.answer)}`
}</details>`

const errorsList = (reasons: readonly string[]) =>
  reasons.length > 0 && html`<h4>Errors</h4><p class="errors">${reasons.map((reason) => html`${errorLink(reason)} `)}</p>`

export const exchangeOf = (channel: Channel, exchange: Exchange, named: ReadonlySet<string>): Html => {
  const { request, examples } = exchange
  return html`
<article id="${anchor(channel, request)}" class="split"><div><h3>${code(request.event)}</h3>
<p>${prose(request.summary)}</p>
<p class="facts">${request.roles && `Only for: ${request.roles.join(', ')}. `}Takes ${limitText(request)}.</p>
<h4>Payload</h4>${fieldList(fields(request.input, 'input'), named)}
<h4>Data of the answer</h4>${fieldList(fields(request.data, 'output'), named)}
${errorsList(errorsOf(request)) || undefined}</div>
<div class="example">${sampleTabs(samplesOf(channel.namespace, exchange))}${distinct(examples).map(exampleOf)}</div></article>`
}

export const pushOf = (channel: Channel, push: Push, named: ReadonlySet<string>): Html => html`
<article id="${anchor(channel, push)}" class="split"><div><h3>${code(push.event)}</h3>
<p>${prose(push.summary)} ${push.ofFeed ? html`Part of <a href="#the-feed">the feed</a>: numbered, stored, never dropped.` : 'Not part of the feed.'}</p>
${fieldList(fields(push.schema, 'output'), named)}</div>
<div class="example">${sampleTabs(pushSamplesOf(channel.namespace, push))}${distinct(push.examples).map(exampleOf)}</div></article>`
