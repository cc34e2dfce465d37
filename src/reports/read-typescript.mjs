// Lets a thread that is started from the sources read TypeScript.
import { register } from 'tsx/esm/api'

register()
