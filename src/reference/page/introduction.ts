/** What a developer needs before the first request: connecting, answers, `requestId`, the feed and the limits. */
import { kib, maxAnswerBytes, maxMessageBytes, maxPageBytes } from '../../contract/index.ts'
import { failures } from '../../errors.ts'
import { html } from '../html.ts'
import { errorLink, prose, table } from './markup.ts'
import { sampleTabs } from './sample-tabs.ts'

const origin = 'http://localhost:3000'

const connecting = {
  javascript: `import { io } from 'socket.io-client'

let position // { epoch, seq } of the last feed event that you applied
const socket = io('${origin}/', {
  transports: ['websocket'], // there is no long polling
  forceNew: true, // a connection for each namespace
  auth: (send) => send({ token, feed: position }),
})
socket.on('session:ready', ({ account, feed }) => {})
socket.on('connect_error', ({ data }) => {}) // an error of the table below`,
  typed: `import { connect } from 'customerbackend/client'

const guest = connect({ url: '${origin}', namespace: '/guest' })
const { token } = await guest.request('account:sign_in', { login, password })
const client = connect({ url: '${origin}', namespace: '/', token })
client.on('stale', loadEverything) // the feed cannot tell what was missed`,
  frames: `(open a WebSocket at /socket.io/?EIO=4&transport=websocket)
← 0{"sid":"…","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":${maxMessageBytes}}
→ 40{"token":"…","feed":{"epoch":"…","seq":41}}
← 40{"sid":"…"}
← 42["session:ready",{"account":{…},"feed":{"epoch":"…","seq":41,"recovered":true,"replayed":0},…}]
← 2
→ 3`,
}

const repeating = {
  javascript: `const request = { requestId: crypto.randomUUID(), items, delivery, paymentMethod: 'cash' }
const answer = await socket.timeout(10_000).emitWithAck('order:place', request)
// No answer? Send the same request again, over any connection: there is one order.`,
  typed: `// adds the requestId, and repeats until there is an answer
const { order } = await client.request('order:place', { items, delivery, paymentMethod: 'cash' })`,
  frames: `→ 420["order:place",{"requestId":"7b0c…","items":[…],"delivery":{…},"paymentMethod":"cash"}]
(the connection breaks; over a new one:)
→ 420["order:place",{"requestId":"7b0c…","items":[…],"delivery":{…},"paymentMethod":"cash"}]
← 430[{"ok":true,"data":{"order":{"number":1042,…}}}]`,
}

const following = {
  javascript: `const take = (event, { seq, data }) => {
  if (seq <= position.seq) return // a duplicate
  if (seq > position.seq + 1) return socket.emitWithAck('feed:replay', { after: position.seq })
  position = { ...position, seq }
  apply(event, data)
}`,
  typed: `// in order, each event once: the client keeps the position and asks for what is missing
client.on('order:status_changed', ({ seq, at, data }) => show(data.order))`,
  frames: `← 42["order:status_changed",{"seq":42,"at":"…","data":{…}}]
← 42["order:eta_changed",{"seq":44,"at":"…","data":{…}}]
→ 421["feed:replay",{"after":42}]
← 431[{"ok":true,"data":{"epoch":"…","head":44,"recovered":true,"events":[{"event":"payment:status_changed","seq":43,…},…]}}]`,
}

const sizes: readonly (readonly [string, string])[] = [
  ['A message from a client', `${kib(maxMessageBytes)}. A longer one ends the connection. No request accepts binary data.`],
  ['An answer, or the replay after connecting', `${kib(maxAnswerBytes)}. What is longer is refused or left to feed:replay.`],
  ['A page of a list', `At most limit entries, or about ${kib(maxPageBytes)}. Ask for the next page with nextCursor.`],
  ['Unread bytes of a connection', '1 MiB. A client that reads too slowly is disconnected, and resumes its feed when it reconnects.'],
  [
    'order:report',
    'The acknowledgement is binary: a text frame that starts with 461-, with a placeholder for content, then one binary frame.',
  ],
]

/** Errors that any request can be answered with. */
const general = Object.entries(failures).filter(([, row]) => row.general)

const part = (id: string, title: string, text: readonly string[], samples?: Record<'javascript' | 'typed' | 'frames', string>) => html`
<article id="${id}" class="split"><div><h3>${title}</h3>${text.map((paragraph) => html`<p>${prose(paragraph)}</p>`)}</div>
${samples && html`<div class="example">${sampleTabs(samples)}</div>`}</article>`

export const topics: readonly (readonly [id: string, title: string])[] = [
  ['connecting', 'Connecting'],
  ['answers', 'Answers and errors'],
  ['request-ids', 'requestId'],
  ['the-feed', 'The feed'],
  ['sizes', 'Sizes'],
]

export const introduction = () => html`
${part(
  'connecting',
  'Connecting',
  [
    'Socket.IO 4 over WebSocket, at the address of this page. There are four namespaces: `/guest` for visitors without a session, `/` for customers, `/staff` for the staff and `/track` for anyone with a tracking link. Use a separate connection for each.',
    'The token comes from `account:sign_up` or `account:sign_in`. It belongs in `auth`, never in a URL.',
    'The first push is `session:ready`, on `/track` it is `order:tracked`; on `/`, the feed events that you missed come before it.',
    'A refused handshake is a `connect_error` whose `data` is an error of the table below, and `retryable` tells whether a later attempt can succeed.',
    'After `session:ended`, do not reconnect. After `server:draining`, reconnect after `reconnectAfterMs`.',
  ],
  connecting,
)}
<article id="answers"><h3>Answers and errors</h3>
<p>${prose('A request is an event with one payload object and an acknowledgement: `{ ok: true, data }` or `{ ok: false, error }`. The answer to a request that changes something comes after the commit. Fields that this page does not list are refused.')}</p>
<p>${prose('An error is `{ code, reason, message, retryable, retryAfterMs?, details? }`. Programs compare `reason`. Each request lists the reasons of its own; these can answer any request:')}</p>
<p class="errors">${general.map(([reason]) => html`${errorLink(reason)} `)}</p></article>
${part(
  'request-ids',
  'requestId',
  [
    'Requests that must not run twice carry a `requestId`: any UUID that you generate. The same `requestId` with the same payload gets the same answer, from any node and after any crash, for 48 hours.',
    'The same `requestId` with a different payload is refused with `request_id_reused`. A refused request stores nothing, so you can use its `requestId` again.',
  ],
  repeating,
)}
${part(
  'the-feed',
  'The feed',
  [
    "Every change to a customer's orders is an event `{ seq, at, data }` of the customer's feed. `seq` rises by exactly one with each event, across all orders.",
    'Drop an event that you have seen. When you receive `seq + 2`, you missed one: request `feed:replay` with `after: seq`.',
    'Send your position as `auth.feed` when you connect. `recovered: false` in `session:ready` means that nothing was replayed: load a fresh state with `order:pending`.',
  ],
  following,
)}
<article id="sizes"><h3>Sizes</h3>${table(['what', 'limit'], sizes)}</article>`
