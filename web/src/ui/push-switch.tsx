/** Turns the notifications of this browser on and off. Nothing is shown where the gateway sends none. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { ActionButton } from './action.tsx'
import type { BrowserPush, PushRequests, PushState } from './push.ts'

export interface PushTexts {
  turnOn: string
  turnOff: string
  hint: Readonly<Record<PushState | 'install', string>>
}

interface Props {
  push: BrowserPush
  requests: PushRequests
  texts: PushTexts
  /** Shown instead where the gateway sends no pushes. */
  otherwise?: ComponentChildren
}

/** Safari on an iPhone or iPad has push only for pages that were added to the home screen. */
const mustInstall = () => /iPhone|iPad/.test(navigator.userAgent) && !matchMedia('(display-mode: standalone)').matches

export const PushSwitch = ({ push, requests, texts, otherwise }: Props) => {
  const isOffered = useSignal<boolean | undefined>(undefined)
  useEffect(() => {
    requests.key().then(
      ({ key }) => {
        isOffered.value = key !== undefined
      },
      () => undefined,
    )
  }, [])
  if (isOffered.value === undefined) return null
  if (!isOffered.value) return otherwise
  const state = push.state.value
  return (
    <div class="push-switch">
      <p class="hint">{texts.hint[state === 'unsupported' && mustInstall() ? 'install' : state]}</p>
      {state === 'off' && (
        <ActionButton class="secondary outline" act={() => push.turnOn(requests)}>
          {texts.turnOn}
        </ActionButton>
      )}
      {state === 'on' && (
        <ActionButton class="secondary outline" act={() => push.turnOff(requests)}>
          {texts.turnOff}
        </ActionButton>
      )}
    </div>
  )
}
