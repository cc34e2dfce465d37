import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { brand } from './brand.ts'

let isFirst = true

/** Shown before the title of the page, unless it is 0. */
export const titleCount = signal(0)

/**
 * A page with its heading. The heading gets the focus, so that screen readers announce the new page: before the page is painted, so that it
 * takes the focus from no field that somebody has chosen.
 */
export const Page = ({ title, children, class: style }: { title: string; children: ComponentChildren; class?: string }) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => {
    // not after loading the document: that is read from its start
    if (!isFirst) heading.current?.focus({ preventScroll: true })
    isFirst = false
  }, [])
  const count = titleCount.value
  const name = brand.value
  useLayoutEffect(() => {
    document.title = `${count > 0 ? `(${count}) ` : ''}${name === '' ? title : `${title} · ${name}`}`
  }, [title, count, name])
  return (
    <main id="content" class={style}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  )
}
