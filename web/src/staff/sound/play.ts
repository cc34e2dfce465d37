/** Plays the sounds of the board. They are synthesised, so there is nothing to load. */
import { signal } from '@preact/signals'
import type { NewsKind } from '../state/news.ts'
import type { Sound } from '../state/settings.ts'
import { melodies, voices } from './voices.ts'

let context: AudioContext | undefined

/** True while the browser allows no sound: it waits for a tap or a key. */
export const isSilenced = signal(true)

const note = () => {
  isSilenced.value = context?.state !== 'running'
}

const allow = () => {
  if (!context) {
    context = new AudioContext()
    // a call, another application or a locked screen silences it again
    context.addEventListener('statechange', note)
  }
  // resolves only when the browser allows it, so the answer is not awaited
  context.resume().then(note, () => undefined)
}

/** Asks the browser for sound now, and again with each tap until it allows it. */
export const prepareSound = (): void => {
  allow()
  const again = () => {
    if (isSilenced.peek()) allow()
  }
  addEventListener('pointerdown', again)
  addEventListener('keydown', again)
  // some browsers allow it again without a tap
  document.addEventListener('visibilitychange', again)
}

export const play = (sound: Sound, kind: NewsKind): void => {
  if (sound === 'off' || !context || context.state !== 'running') return
  const { wave, rings, loudness } = voices[sound]
  for (const { at, hertz } of melodies[kind]) {
    const start = context.currentTime + at
    const tone = new OscillatorNode(context, { type: wave, frequency: hertz })
    const volume = new GainNode(context, { gain: 0 })
    volume.gain.setValueAtTime(loudness, start)
    volume.gain.exponentialRampToValueAtTime(0.001, start + rings)
    tone.connect(volume).connect(context.destination)
    tone.start(start)
    tone.stop(start + rings)
  }
}
