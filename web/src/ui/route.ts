/** The route: the part of the address after `#`. */
import { computed, signal } from '@preact/signals'

const read = () => location.hash.replace(/^#\/?/, '')

const here = signal(read())
/** `#/order/17` is `['order', '17']`; the start page is `['']`. */
export const route = computed(() => here.value.split('/').map(decodeURIComponent))

addEventListener('hashchange', () => {
  here.value = read()
  scrollTo(0, 0)
})

export const go = (to: string): void => {
  location.hash = `/${to}`
}
