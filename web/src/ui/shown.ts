import { signal } from '@preact/signals'

const isVisible = () => document.visibilityState === 'visible'

/** Whether this tab is the one that is looked at. */
export const isShown = signal(isVisible())
document.addEventListener('visibilitychange', () => {
  isShown.value = isVisible()
})
