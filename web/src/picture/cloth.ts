/** What all pictures have, also before they are drawn: a cloth beneath, and chance that is the same for the same dish. */
const cloths = ['#f6dcc0', '#f3e3b3', '#dfe8cf', '#f4d3cc', '#dde4ee', '#e9dcec', '#d8ebe4', '#f1e6da']

/** The same number for the same text. */
export const seedOf = (text: string): number => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7)

/** Pseudo-random numbers from 0 to 1, the same for the same seed (a linear congruential generator). */
export const chance = (seed: number) => {
  let state = seed || 1
  return (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

export const clothOf = (seed: number): string => cloths[seed % cloths.length] ?? '#f6dcc0'
