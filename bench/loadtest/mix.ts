/** What customers do, and how often. */

/** Each kind of action with its share unless told otherwise. */
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

/** Reads `browse=40,cash=10`: what is not named is not done. Undefined where it is not a mix. */
export const parseMix = (text: string): Mix | undefined => {
  const mix: Partial<Record<ActionName, number>> = {}
  for (const part of text.split(',')) {
    const [, name = '', share = ''] = /^\s*([a-z]+)\s*=\s*(\d+(?:\.\d+)?)\s*$/.exec(part) ?? []
    if (!isActionName(name)) return undefined
    mix[name] = Number(share)
  }
  return Object.values(mix).some((share) => share > 0) ? mix : undefined
}

/** Picks by the shares. */
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
