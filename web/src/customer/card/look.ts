/** The look of this page, for the forms of other origins: they cannot read its variables. */

/** The colours as they are now, light or dark. A variable holds both: only a property that uses it says which one counts. */
export const coloursIn = (place: HTMLElement) => {
  const probe = document.createElement('span')
  place.append(probe)
  const read = (name: string) => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const colours = {
    card: read('card'),
    line: read('pico-form-element-border-color'),
    ink: read('ink'),
    soft: read('soft'),
    accent: read('accent'),
    bad: read('bad'),
    good: read('good'),
  }
  probe.remove()
  return colours
}

const darkness = matchMedia('(prefers-color-scheme: dark)')
export const isDark = (): boolean => darkness.matches

/** Returns what ends it. */
export const onDarkness = (listener: () => void): (() => void) => {
  darkness.addEventListener('change', listener)
  return () => darkness.removeEventListener('change', listener)
}
