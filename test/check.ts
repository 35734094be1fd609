import { conclude, everyCore, vitest } from './kit/step.ts'
import { staticChecks } from './static-checks.ts'

/** `npm run check`: types, format, lint, the house rules of `test/checks/`, and the unit tests. Under a minute. */
conclude([...(await staticChecks()), await vitest(['unit'], everyCore)])
