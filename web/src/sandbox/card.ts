/** The sandbox's card form: the page of an order shows it in a frame, as it shows Stripe's. */
import { asExpiry, type Card, inGroups, read } from './entered.ts'
import { chosenCard, showKept } from './kept.ts'
import type { Message, Order } from './messages.ts'
import { language, texts } from './texts.ts'

const find = <Kind extends HTMLElement>(selector: string, kind: new () => Kind): Kind => {
  const found = document.querySelector(selector)
  if (!(found instanceof kind)) throw new Error(`no ${selector}`)
  return found
}
const input = (id: string) => find(`#${id}`, HTMLInputElement)
const write = (selector: string, text: string) => {
  find(selector, HTMLElement).textContent = text
}

const number = input('number')
const expiry = input('expiry')
const code = input('code')
const form = find('#card', HTMLFormElement)
const bank = find('#bank', HTMLElement)
const payment = `/sandbox/payments/${location.pathname.split('/').at(-1)}`

const say = (message: Message) => parent.postMessage(message, location.origin)

const translate = () => {
  document.documentElement.lang = language
  for (const id of ['number', 'expiry', 'code'] as const) write(`[for=${id}]`, texts[id])
  write('summary', texts.tests)
  find('ul', HTMLElement).replaceChildren(...texts.cards.map((card) => Object.assign(document.createElement('li'), { textContent: card })))
  write('#bank h2', texts.bank)
  write('#bank p', texts.confirm)
  write('[value=succeeded]', texts.approve)
  write('[value=failed]', texts.refuse)
}

interface Payment {
  status: string
  cards: Card[]
  remembers: boolean
}

const ask = async (path: string, init?: RequestInit): Promise<Payment> => {
  const response = await fetch(payment + path, init)
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return response.json()
}

const confirm = (outcome: string, card?: Card) =>
  ask('/confirm', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ outcome, card }) })

/** Shows the bank's question in the place of the form, and resolves with the answer. */
const askBank = async (): Promise<string> => {
  form.hidden = true
  bank.hidden = false
  bank.focus()
  const answer = await new Promise<string>((resolve) => {
    for (const button of bank.querySelectorAll('button')) button.onclick = () => resolve(button.value)
  })
  bank.hidden = true
  form.hidden = false
  return answer
}

/** The page shows it, beside its button. */
const fail = (text: string) => say({ type: 'problem', text })

const pay = async () => {
  const kept = chosenCard()
  const entered = kept ? { play: 'pay', card: kept } : read({ number: number.value, expiry: expiry.value, code: code.value })
  if ('problem' in entered) return fail(entered.problem)
  try {
    const answer = entered.play === 'ask the bank' ? await askBank() : 'succeeded'
    const { status } = await confirm(entered.play === 'decline' ? 'failed' : answer, entered.card)
    if (status === 'succeeded') say({ type: 'sent' })
    else fail(status === 'failed' && answer === 'failed' ? texts.unauthenticated : texts.declined)
  } catch {
    fail(texts.unreachable)
  }
}

const restyle = ({ colours, dark }: Extract<Order, { type: 'look' }>) => {
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light'
  for (const [name, colour] of Object.entries(colours)) document.documentElement.style.setProperty(`--${name}`, colour)
}

addEventListener('message', ({ source, origin, data }: MessageEvent<Order>) => {
  if (source !== parent || origin !== location.origin) return
  if (data.type === 'look') restyle(data)
  if (data.type === 'pay') void pay()
})

/** Hides the fields of another card while a kept one is chosen. */
const change = () => {
  const isKept = chosenCard() !== undefined
  find('#new', HTMLElement).hidden = isKept
  find('details', HTMLElement).hidden = isKept
  say({ type: 'change', isKept, isEmpty: !isKept && number.value + expiry.value + code.value === '' })
}

const start = async () => {
  translate()
  number.oninput = () => (number.value = inGroups(number.value))
  expiry.oninput = () => (expiry.value = asExpiry(expiry.value))
  form.oninput = change
  form.onsubmit = (event) => event.preventDefault()
  const { status, cards, remembers } = await ask('').catch((): Payment => ({ status: 'canceled', cards: [], remembers: false }))
  if (status === 'succeeded') return say({ type: 'sent' })
  if (status === 'canceled') return say({ type: 'gone' })
  showKept(cards)
  form.hidden = false
  new ResizeObserver(() => say({ type: 'height', height: Math.ceil(document.body.getBoundingClientRect().height) })).observe(document.body)
  say({ type: 'ready', remembers })
  change()
}

void start()
