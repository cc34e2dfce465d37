/** Plays the sounds of the board. They are synthesised, so there is nothing to load. */
import { signal } from '@preact/signals'
import type { NewsKind } from '../state/news.ts'
import type { Sound } from '../state/settings.ts'
import { melodies, voices } from './voices.ts'

let context: AudioContext | undefined

/** True while the browser allows no sound: it waits for a tap or a key. */
export const isSilenced = signal(true)

const allow = () => {
  context ??= new AudioContext()
  // resolves only when the browser allows it, so the answer is not awaited
  void context.resume().then(() => {
    isSilenced.value = false
  })
}

/** Asks the browser for sound now, and again with each tap until it allows it. */
export const prepareSound = (): void => {
  allow()
  const again = () => {
    if (isSilenced.peek()) allow()
  }
  addEventListener('pointerdown', again)
  addEventListener('keydown', again)
}

export const play = (sound: Sound, kind: NewsKind): void => {
  if (sound === 'off' || !context || context.state !== 'running') return
  const { wave, rings, loudness } = voices[sound]
  for (const { at, hertz } of melodies[kind]) {
    const start = context.currentTime + at
    const note = new OscillatorNode(context, { type: wave, frequency: hertz })
    const volume = new GainNode(context, { gain: 0 })
    volume.gain.setValueAtTime(loudness, start)
    volume.gain.exponentialRampToValueAtTime(0.001, start + rings)
    note.connect(volume).connect(context.destination)
    note.start(start)
    note.stop(start + rings)
  }
}
