/** The mix of actions: what customers do, and how often. */

/** Each action with its share by default. */
export const defaultMix = {
  browse: 40,
  quote: 10,
  cash: 15,
  qr: 5,
  orders: 10,
  watch: 10,
  repeat: 2,
  cancel: 3,
  cut: 2,
  reconnect: 3,
} as const

export type ActionName = keyof typeof defaultMix
export type Mix = Readonly<Partial<Record<ActionName, number>>>

export const actionNames = Object.keys(defaultMix) as ActionName[]

const isActionName = (name: string): name is ActionName => actionNames.some((each) => each === name)

/** Parses `browse=40,cash=10`. Actions that are not named have no share. Undefined if the text is not a mix. */
export const parseMix = (text: string): Mix | undefined => {
  const mix: Partial<Record<ActionName, number>> = {}
  for (const part of text.split(',')) {
    const [, name = '', share = ''] = /^\s*([a-z]+)\s*=\s*(\d+(?:\.\d+)?)\s*$/.exec(part) ?? []
    if (!isActionName(name)) return undefined
    mix[name] = Number(share)
  }
  return Object.values(mix).some((share) => share > 0) ? mix : undefined
}

/** Returns a function that picks an action at random by the shares. */
export const createChoice = (mix: Mix): (() => ActionName) => {
  const shares = actionNames.map((name) => mix[name] ?? 0)
  const sum = shares.reduce((a, b) => a + b, 0)
  return () => {
    let left = Math.random() * sum
    for (const [at, name] of actionNames.entries()) {
      left -= shares[at] ?? 0
      if (left < 0) return name
    }
    return 'watch'
  }
}
