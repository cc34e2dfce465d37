/** The sounds of the board: a voice that the staff choose, and a melody for each kind of news. */
import type { NewsKind } from '../state/news.ts'
import type { Sound } from '../state/settings.ts'

export interface Voice {
  wave: OscillatorType
  /** How long a note rings, in seconds. */
  rings: number
  loudness: number
}

export interface Note {
  /** In seconds after the start. */
  at: number
  hertz: number
}

export const voices: Readonly<Record<Exclude<Sound, 'off'>, Voice>> = {
  bell: { wave: 'sine', rings: 0.9, loudness: 0.6 },
  wood: { wave: 'triangle', rings: 0.18, loudness: 0.9 },
  buzzer: { wave: 'square', rings: 0.25, loudness: 0.3 },
}

/** Rising for what comes in, falling for what is called off, the same note again for what changed, low and urgent for what is late, to and fro for what is not confirmed, lacks something or has lost its courier. */
export const melodies: Readonly<Record<NewsKind, readonly Note[]>> = {
  arrived: [
    { at: 0, hertz: 784 },
    { at: 0.16, hertz: 1047 },
    { at: 0.32, hertz: 1319 },
  ],
  changed: [
    { at: 0, hertz: 880 },
    { at: 0.2, hertz: 880 },
  ],
  cancelled: [
    { at: 0, hertz: 988 },
    { at: 0.2, hertz: 740 },
    { at: 0.4, hertz: 494 },
  ],
  short: [
    { at: 0, hertz: 880 },
    { at: 0.2, hertz: 587 },
    { at: 0.5, hertz: 880 },
    { at: 0.7, hertz: 587 },
  ],
  stranded: [
    { at: 0, hertz: 740 },
    { at: 0.2, hertz: 494 },
    { at: 0.5, hertz: 740 },
    { at: 0.7, hertz: 494 },
  ],
  overdue: [
    { at: 0, hertz: 659 },
    { at: 0.15, hertz: 880 },
    { at: 0.3, hertz: 659 },
    { at: 0.45, hertz: 880 },
    { at: 0.6, hertz: 659 },
    { at: 0.75, hertz: 880 },
  ],
  late: [
    { at: 0, hertz: 440 },
    { at: 0.15, hertz: 440 },
    { at: 0.3, hertz: 440 },
    { at: 0.6, hertz: 440 },
  ],
}
