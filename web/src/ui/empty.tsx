import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon.tsx'

interface Props {
  icon: IconName
  title: string
  /** What would be here, or what to do about it. */
  text?: string
  /** The way on: one button or link. */
  children?: ComponentChildren
}

/** A page or list that has nothing to show. */
export const Empty = ({ icon, title, text, children }: Props) => (
  <div class="empty">
    <Icon name={icon} />
    <h2>{title}</h2>
    {text && <p>{text}</p>}
    {children}
  </div>
)
