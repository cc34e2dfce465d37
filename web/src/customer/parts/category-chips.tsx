/** The categories in a line that stays in sight. The one that is being read is marked; a press scrolls to another. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../../language/language.ts'

export interface Part {
  id: string
  name: string
}

export const headingOf = (id: string): string => `part-${id}`
/** The section of a part's heading. */
const sectionOf = (id: string) => document.getElementById(headingOf(id))?.closest('section')

const isCalm = () => matchMedia('(prefers-reduced-motion: reduce)').matches

/** The part at the reading line, which is a little below what is stuck at the top. At the end of the page, the part that was asked for. */
const partInView = (parts: readonly Part[], line: number, asked: string | undefined) => {
  const tops = parts.map(({ id }) => ({ id, top: sectionOf(id)?.getBoundingClientRect().top ?? Number.POSITIVE_INFINITY }))
  const isAtEnd = scrollY > 0 && innerHeight + scrollY >= document.documentElement.scrollHeight - 2
  const wanted = isAtEnd && tops.find(({ id, top }) => id === asked && top < innerHeight)
  return (wanted || tops.findLast(({ top }) => top <= line) || tops[0])?.id
}

export const CategoryChips = ({ parts }: { parts: readonly Part[] }) => {
  const row = useRef<HTMLElement>(null)
  const inView = useSignal<string | undefined>(undefined)
  const asked = useRef<string | undefined>(undefined)
  const ids = parts.map(({ id }) => id).join()
  useEffect(() => {
    const look = () => {
      const line = (row.current?.getBoundingClientRect().bottom ?? 0) + 48
      inView.value = partInView(parts, line, asked.current)
    }
    look()
    addEventListener('scroll', look, { passive: true })
    return () => removeEventListener('scroll', look)
  }, [ids])
  useEffect(() => {
    const { current: line } = row
    const chip = line?.querySelector<HTMLElement>('[aria-current]')
    if (line && chip)
      line.scrollTo({ left: chip.offsetLeft - (line.clientWidth - chip.offsetWidth) / 2, behavior: isCalm() ? 'instant' : 'smooth' })
  }, [inView.value])
  const show = (id: string) => {
    asked.current = id
    sectionOf(id)?.scrollIntoView({ behavior: isCalm() ? 'instant' : 'smooth' })
    document.getElementById(headingOf(id))?.focus({ preventScroll: true })
  }
  return (
    <nav ref={row} class="categories" aria-label={t().menu.categories}>
      {parts.map(({ id, name }) => (
        <button key={id} type="button" class="chip" aria-current={inView.value === id ? 'true' : undefined} onClick={() => show(id)}>
          {name}
        </button>
      ))}
    </nav>
  )
}
