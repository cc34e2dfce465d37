/** Short messages at the edge of the page, which screen readers read out. */
import { signal, useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'

interface News {
  id: number
  text: string
}

const shownForMs = 5000
const news = signal<readonly News[]>([])
let next = 0

export const announce = (text: string): void => {
  const id = next++
  news.value = [...news.value, { id, text }]
  setTimeout(() => {
    news.value = news.value.filter((each) => each.id !== id)
  }, shownForMs)
}

/** In the top layer, so that a dialog does not hide them. It is shown again with each message, to come before a dialog opened since. */
export const Announcements = () => {
  const place = useRef<HTMLDivElement>(null)
  useSignalEffect(() => {
    const { current } = place
    if (!current) return
    if (news.value.length > 0 && current.matches(':popover-open')) current.hidePopover()
    if (!current.matches(':popover-open')) current.showPopover()
  })
  return (
    <div ref={place} popover="manual" class="news" role="status" aria-live="polite">
      {news.value.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  )
}
