/** The card form of the sandbox: a frame from our own origin, with the same steps as Stripe's. */
import type { Message, Order } from '../../sandbox/messages.ts'
import type { CardForm, Opened, Outcome, Place } from './card-form.ts'
import { coloursIn, isDark } from './look.ts'

/** Of the frame's messages; undefined for one of another program, such as an extension of the browser. */
const readMessage = (data: unknown): Message | undefined => {
  if (typeof data !== 'object' || data === null || !('type' in data)) return undefined
  const { type } = data
  if (type === 'problem') return { type, text: 'text' in data ? String(data.text) : '' }
  if (type === 'height') return { type, height: 'height' in data ? Number(data.height) : 0 }
  if (type === 'ready') return { type, remembers: 'remembers' in data && data.remembers === true }
  if (type === 'change')
    return { type, isKept: 'isKept' in data && data.isKept === true, isEmpty: 'isEmpty' in data && data.isEmpty === true }
  return type === 'sent' || type === 'gone' ? { type } : undefined
}

const frameIn = ({ host, language, path }: Pick<Place, 'host' | 'language'> & { path: string }): HTMLIFrameElement => {
  const frame = document.createElement('iframe')
  frame.title = 'Sandbox'
  frame.src = `${path}?language=${language}`
  host.replaceChildren(frame)
  return frame
}

/** Rejects if the frame cannot be loaded. */
export const openSandbox = async (path: string, { host, language, failed, onChange }: Place): Promise<Opened> => {
  const frame = frameIn({ host, language, path })
  let answer: (message: Message) => void = () => undefined
  const hear = ({ source, origin, data }: MessageEvent) => {
    if (source !== frame.contentWindow || origin !== location.origin) return
    const message = readMessage(data)
    if (message?.type === 'height') frame.height = String(message.height)
    else if (message?.type === 'change') onChange(message)
    else if (message) answer(message)
  }
  addEventListener('message', hear)
  const say = (order: Order) => frame.contentWindow?.postMessage(order, location.origin)
  const heard = () => new Promise<Message>((resolve) => (answer = resolve))
  const close = () => {
    removeEventListener('message', hear)
    frame.remove()
  }
  const first = await heard()
  if (first.type !== 'ready') {
    close()
    if (first.type === 'sent') return { state: 'sent' }
    throw new Error('the sandbox has no such payment')
  }
  const restyle = () => say({ type: 'look', colours: coloursIn(host), dark: isDark() })
  restyle()
  const pay = async (): Promise<Outcome> => {
    const said = heard()
    say({ type: 'pay' })
    const message = await said
    if (message.type === 'sent') return {}
    return { problem: message.type === 'problem' ? message.text : failed }
  }
  const form: CardForm = { pay, renew: () => Promise.resolve(), restyle, close }
  return { state: 'open', form, remembers: first.remembers }
}
