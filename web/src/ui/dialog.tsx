import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { t } from '../language/language.ts'
import { useBack } from './back.ts'
import { stopSecondClick } from './second-click.ts'

interface Props {
  title: string
  close: () => void
  /** Above the title. */
  picture?: ComponentChildren
  children: ComponentChildren
}

/** Open as long as it is rendered. The focus stays in it, and returns to where it was when it closes. Back closes it, and a click beside it. */
export const Dialog = ({ title, close, picture, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const pressed = useRef<EventTarget | null>(null)
  const id = useId()
  useBack(close)
  // a layout effect, since others end only after the next frame: too late for the second click
  useLayoutEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    return () => {
      stopSecondClick()
      // once the dialog is gone: until then nothing else takes the focus
      queueMicrotask(() => before instanceof HTMLElement && before.focus({ preventScroll: true }))
    }
  }, [])
  // not after selecting text from the inside to the outside
  const isBeside = ({ target }: Event) => target === dialog.current && pressed.current === dialog.current
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it
    <dialog
      ref={dialog}
      onClose={close}
      onPointerDown={({ target }) => {
        pressed.current = target
      }}
      onClick={(event) => isBeside(event) && close()}
      aria-labelledby={id}
    >
      <article data-picture={picture !== undefined}>
        {picture}
        <header>
          <h2 id={id}>{title}</h2>
          <button type="button" class="close" aria-label={t().dish.close} onClick={close} />
        </header>
        {children}
      </article>
    </dialog>
  )
}
