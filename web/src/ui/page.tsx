import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../language/language.ts'

let isFirst = true

/** A page with its heading. The heading gets the focus, so that screen readers announce the new page. */
export const Page = ({ title, children, class: style }: { title: string; children: ComponentChildren; class?: string }) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // not after loading the document: that is read from its start
    if (!isFirst) heading.current?.focus({ preventScroll: true })
    isFirst = false
  }, [])
  useEffect(() => {
    document.title = `${title} · ${t().brand}`
  }, [title])
  return (
    <main id="content" class={style}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  )
}
