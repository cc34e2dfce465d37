/** Loads the texts of one language beside the program, so that neither waits for the other. This script is async: it does not wait for the style sheet. */
import { preferredLocale, speak } from '../language/texts.ts'
import { followNotifications } from '../ui/notified.ts'

followNotifications()
const speaking = speak(preferredLocale())
if (document.readyState === 'loading') await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve))
const [first, { start }] = await Promise.all([speaking, import('./start.tsx')])
start(first)
