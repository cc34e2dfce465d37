import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from '../../ui/icon.tsx'

interface Props {
  name: string
  value: string
  checked: boolean
  choose: () => void
  icon?: IconName
  title: string
  hint?: string | undefined
  children?: ComponentChildren
}

/** One of several things to choose from, with a surface large enough for a thumb. */
export const Option = ({ name, value, checked, choose, icon, title, hint }: Props) => (
  <label class="option">
    <input type="radio" name={name} value={value} checked={checked} onChange={choose} />
    {icon && <Icon name={icon} />}
    <span>
      {title}
      {hint && <small>{hint}</small>}
    </span>
  </label>
)

/** A part of the order form. */
export const Card = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <fieldset class="card">
    <legend>{title}</legend>
    {children}
  </fieldset>
)

/** What stands in the way, beside the field that it concerns. The order button leads here. */
export const Obstacle = ({ children }: { children: ComponentChildren }) => (
  <p class="obstacle" data-obstacle tabIndex={-1}>
    <Icon name="warning" />
    <span>{children}</span>
  </p>
)
