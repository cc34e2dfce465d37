/** Short messages at the edge of the page, which screen readers read out. */
import { signal } from '@preact/signals'

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

export const Announcements = () => (
  <div class="news" role="status" aria-live="polite">
    {news.value.map(({ id, text }) => (
      <p key={id}>{text}</p>
    ))}
  </div>
)
