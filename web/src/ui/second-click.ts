/** Stops the second click of a double click on something that went away with the first: it would press what lies beneath. */
const withinMs = 500
const withinPixels = 24

let last: MouseEvent | undefined
addEventListener('click', (event) => (last = event), { capture: true })
// what closes by a key or by Back did not close by the click before
const forget = () => {
  last = undefined
}
addEventListener('keydown', forget, { capture: true })
addEventListener('popstate', forget)

/** Call this when something closes. */
export const stopSecondClick = (): void => {
  const first = last
  if (!first || performance.now() - first.timeStamp > withinMs) return
  const stop = (event: MouseEvent) => {
    removeEventListener('click', stop, { capture: true })
    const isSecond = event.detail > 1 || event.timeStamp - first.timeStamp < withinMs
    const isHere = Math.hypot(event.clientX - first.clientX, event.clientY - first.clientY) < withinPixels
    // the keyboard clicks too, without a place
    if (!isSecond || !isHere || event.detail === 0) return
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  addEventListener('click', stop, { capture: true })
}
