/** Walks through the pages by their links, and measures what is on them. */
import type { Page } from 'playwright-core'
import { until } from './until.ts'

const linksOf = (page: Page) =>
  page.evaluate<string[]>(`[...document.querySelectorAll('a[href^="#/"]')].map((link) => link.getAttribute('href'))`)

/** Follows the requests of a page that is about to be opened. Returns whether all that it has sent are answered. */
const followRequests = (page: Page): (() => boolean) => {
  const open = new Set<string>()
  const idOf = (payload: string | Buffer, packet: RegExp) => packet.exec(payload.toString())?.slice(1).join('')
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      const id = idOf(payload, /^42(\/\w+,)?(\d+)\[/)
      if (id !== undefined) open.add(id)
    })
    socket.on('framereceived', ({ payload }) => {
      const id = idOf(payload, /^4(?:3|6\d+-)(\/\w+,)?(\d+)\[/)
      if (id !== undefined) open.delete(id)
    })
  })
  return () => open.size === 0
}

/** Resolves after two frames: what a signal or a new width has changed is drawn, and its effects have run. */
export const drawn = (page: Page) =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))')

const settle = async (page: Page, isAnswered: () => boolean) => {
  await page.locator('#content h1').waitFor()
  await until(async () => {
    await drawn(page)
    return isAnswered() && (await page.evaluate<boolean>(`document.querySelector('[aria-busy="true"]') === null`))
  }, 'every request of the page is answered')
  await drawn(page)
  // what is folded away counts too
  await page.evaluate(`for (const folded of document.querySelectorAll('details')) folded.open = true`)
}

/** Opens every page that the links of the others lead to, and calls `look` on each. Returns their addresses. */
export const walk = async (page: Page, path: string, look: (hash: string) => Promise<void>): Promise<string[]> => {
  const isAnswered = followRequests(page)
  const known = ['#/']
  await page.goto('about:blank')
  for (const hash of known) {
    await page.goto(`${path}${hash}`)
    await settle(page, isAnswered)
    await look(hash)
    for (const link of await linksOf(page)) if (!known.includes(link)) known.push(link)
  }
  return known
}

/** Elements that are wider than the window, that begin or end outside of it, and those whose text is cut off. Empty where all fits. */
export const misfits = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`(() => {
    const width = document.documentElement.clientWidth
    const say = (what, element) => what + ': ' + element.tagName.toLowerCase() + '.' + element.className + ' ' + element.textContent.slice(0, 40)
    const styles = (element) => getComputedStyle(element)
    const scrolls = (element) => ['auto', 'scroll'].includes(styles(element).overflowX)
    const found = document.documentElement.scrollWidth > width ? ['the page is ' + document.documentElement.scrollWidth + ' wide'] : []
    for (const element of document.querySelectorAll('body *')) {
      if (element.closest('svg, .leaflet-container, .skip, datalist, option, thead') || !element.checkVisibility()) continue
      const { left, right, width: own } = element.getBoundingClientRect()
      let outer = element.parentElement
      while (outer && !scrolls(outer)) outer = outer.parentElement
      if (own > width + 1) found.push(say(Math.round(own) + ' wide', element))
      else if (!outer && (right > width + 1 || left < -1)) found.push(say('outside', element))
      const { overflowX, textOverflow } = styles(element)
      const isCut = !['INPUT', 'TEXTAREA', 'SELECT'].includes(element.tagName) && ['hidden', 'clip'].includes(overflowX) && textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1
      if (isCut && element.clientWidth > 1) found.push(say('cut', element))
    }
    return found
  })()`)

/** Numbers and words that do not stand from left to right, because a character before them has turned them round. */
export const turned = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`(() => {
    const found = []
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    const placeOf = (text, at) => {
      range.setStart(text, at)
      range.setEnd(text, at + 1)
      return range.getBoundingClientRect()
    }
    while (texts.nextNode()) {
      const text = texts.currentNode
      if (!text.parentElement.checkVisibility()) continue
      for (const { index, 0: run } of text.data.matchAll(/[0-9]{2,}|[A-Za-z]{2,}/g)) {
        const places = [...run].map((_, n) => placeOf(text, index + n))
        const isTurned = places.some(({ left, top, width }, n) => n > 0 && width > 0 && top === places[n - 1].top && left < places[n - 1].left)
        if (isTurned) found.push(run + ' in: ' + text.data.slice(0, 60))
      }
    }
    return found
  })()`)
