import { useEffect, useRef } from 'preact/hooks'
import { t } from '../language/page-language.ts'
import type { Point } from './point.ts'

/** A bar chart, and a table for those who cannot see it or want the figures. */
export const Chart = ({ title, points }: { title: string; points: readonly Point[] }) => {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = place.current
    if (!element) return
    const drawn = import('./drawn-chart.ts').then(({ drawBars }) => drawBars(element, points))
    return () => void drawn.then((remove) => remove())
  }, [points])
  return (
    <section class="chart">
      <h2>{title}</h2>
      <div ref={place} aria-hidden="true" class="plot" />
      <details>
        <summary>{t().statistics.table}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{t().statistics.when}</th>
              <th scope="col">{title}</th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ label, text }) => (
              <tr key={label}>
                <td>{label}</td>
                <td>{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  )
}
