/** The board by keys: a keyboard, or a bump bar, which is a keyboard with few keys. */
import { useEffect } from 'preact/hooks'
import { explain } from '../../../language/failure.ts'
import { announce } from '../../../ui/announce.tsx'
import { held } from '../../state/hold.ts'
import { acknowledgeAll } from '../../state/loud.ts'
import { isBlind, sections } from '../../state/places.ts'
import { orders } from '../../state/queue.ts'
import { settings } from '../../state/settings.ts'
import { undo, undoable } from '../../state/undo.ts'
import { takeStep } from './pin-dialog.tsx'
import { nextStepOf } from './steps.tsx'
import { searchId } from './toolbar.tsx'

export const digits: readonly string[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0']

const attempt = (work: Promise<void>) => void work.catch((error: unknown) => announce(explain(error)))

const ids = () => sections.value.filter(({ name }) => name !== 'later').flatMap((section) => section.ids)

const elementOf = (id: string | undefined) => (id === undefined ? null : document.getElementById(`ticket-${id}`))

const chosenId = () => {
  const ticket = document.activeElement?.closest('.ticket')
  return ticket ? ticket.id.replace('ticket-', '') : undefined
}

const choose = (id: string | undefined) => elementOf(id)?.focus()

const takeNext = (id: string | undefined) => {
  const order = id === undefined ? undefined : orders.value.get(id)
  const next = order && nextStepOf(order)
  if (next && !isBlind.value && !held.value.has(order.id)) attempt(takeStep(order, next))
}

const move = (by: number) => {
  const chosen = chosenId()
  const at = chosen === undefined ? -1 : ids().indexOf(chosen)
  choose(ids()[Math.max(0, Math.min(ids().length - 1, at + by))])
}

/** How many tickets are beside each other. */
const perRow = () => {
  const [first, ...others] = [...document.querySelectorAll<HTMLElement>('.ticket')]
  const next = others.findIndex(({ offsetTop }) => offsetTop > (first?.offsetTop ?? 0))
  return next === -1 ? 1 : next + 1
}

const actions: Readonly<Record<string, () => void>> = {
  ArrowRight: () => move(1),
  ArrowLeft: () => move(-1),
  ArrowDown: () => move(perRow()),
  ArrowUp: () => move(-perRow()),
  u: () => {
    const step = undoable.value.at(-1)
    if (step) attempt(undo(step))
  },
  a: acknowledgeAll,
  '/': () => document.getElementById(searchId)?.focus(),
  '?': () => document.getElementById('alert-settings')?.click(),
}

const onDigit = (key: string): boolean => {
  const at = digits.indexOf(key)
  if (at === -1) return false
  choose(ids()[at])
  if (settings.value.bumpBar) takeNext(ids()[at])
  return true
}

/** A radio button or a box takes no text, but some keys are its own. */
const ownKeys = /^(Arrow.*| )$/
const isTyping = ({ target, key }: KeyboardEvent) =>
  target instanceof HTMLElement &&
  target.matches('input, textarea, select') &&
  (!target.matches('[type=radio], [type=checkbox]') || ownKeys.test(key))

const onKey = (event: KeyboardEvent) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || document.querySelector('dialog[open]')) return
  if (isTyping(event)) return
  const action = actions[event.key] ?? actions[event.key.toLowerCase()]
  if (action) action()
  // on a button inside the ticket, Enter presses that
  else if (event.key === 'Enter' && document.activeElement?.matches('.ticket')) takeNext(chosenId())
  else if (!onDigit(event.key)) return
  event.preventDefault()
}

export const useKeys = (): void => {
  useEffect(() => {
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}
