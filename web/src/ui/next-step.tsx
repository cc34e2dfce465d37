import type { ComponentChildren } from 'preact'

/** A link to another page that looks like the next step: a button. */
export const NextStep = ({ to, class: style, children }: { to: string; class?: string; children: ComponentChildren }) => (
  // biome-ignore lint/a11y/useSemanticElements: it leads to another page, and can be opened in a new tab
  <a href={`#/${to}`} role="button" class={style}>
    {children}
  </a>
)
