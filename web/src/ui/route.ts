/** The route: the part of the address after `#`. */
import { computed, signal } from '@preact/signals'
import { turnPage } from './place.ts'

// back from the page of a bank: its address cannot keep what is after a `#`, and holds a secret that the history should not
const paidOrder = new URLSearchParams(location.search).get('order')
if (paidOrder) history.replaceState(null, '', `/#/order/${encodeURIComponent(paidOrder)}`)

const read = () => location.hash.replace(/^#\/?/, '')

/** A link that was cut off or edited may hold what is not an encoding: that part is taken as it is. */
const decode = (part: string) => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const here = signal(read())
/** `#/order/17` is `['order', '17']`; the start page is `['']`. */
export const route = computed(() => here.value.split('/').map(decode))

addEventListener('hashchange', () => {
  turnPage()
  here.value = read()
})

export const go = (to: string): void => {
  location.hash = `/${to}`
}
