/** How this device calls for attention. Kept in the browser: every tablet has its own. */
import { effect, signal } from '@preact/signals'

export const sounds = ['bell', 'wood', 'buzzer', 'off'] as const
export type Sound = (typeof sounds)[number]

interface Settings {
  sound: Sound
  /** Sounds again until the news are acknowledged. */
  repeat: boolean
  vibrate: boolean
  keepAwake: boolean
  /** Pressing a ticket's key takes its next step at once, as on a bump bar. */
  bumpBar: boolean
  /** The id of the category that is cooked here. Absent: all. */
  station?: string | undefined
}

const usual: Settings = { sound: 'bell', repeat: true, vibrate: true, keepAwake: true, bumpBar: false }
const key = 'board'

const isSound = (value: unknown): value is Sound => sounds.some((sound) => sound === value)

/** What was stored, where it is still valid. */
const validOf = (stored: object): Settings => {
  const given = new Map(Object.entries(stored))
  const flag = (name: Exclude<keyof Settings, 'sound' | 'station'>) =>
    typeof given.get(name) === 'boolean' ? given.get(name) === true : usual[name]
  const [sound, station] = [given.get('sound'), given.get('station')]
  return {
    sound: isSound(sound) ? sound : usual.sound,
    repeat: flag('repeat'),
    vibrate: flag('vibrate'),
    keepAwake: flag('keepAwake'),
    bumpBar: flag('bumpBar'),
    ...(typeof station === 'string' && { station }),
  }
}

const read = (): Settings => {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    return typeof stored === 'object' && stored !== null ? validOf(stored) : usual
  } catch {
    // spoilt or blocked storage: the board works with what is usual
    return usual
  }
}

export const settings = signal<Settings>(read())

export const change = (some: Partial<Settings>): void => {
  settings.value = { ...settings.value, ...some }
}

effect(() => {
  const text = JSON.stringify(settings.value)
  try {
    localStorage.setItem(key, text)
  } catch {
    // without storage the choice lasts as long as the page
  }
})
