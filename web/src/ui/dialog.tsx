import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { t } from '../language/language.ts'

interface Props {
  title: string
  close: () => void
  children: ComponentChildren
}

/** Open as long as it is rendered. The focus stays in it, and returns to where it was when it closes. */
export const Dialog = ({ title, close, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby={id}>
      <article>
        <header>
          <h2 id={id}>{title}</h2>
          <button type="button" class="close" aria-label={t().dish.close} onClick={close} />
        </header>
        {children}
      </article>
    </dialog>
  )
}
