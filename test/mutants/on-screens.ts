import type { Mutant } from './mutants.ts'

const broken = (
  name: string,
  proof: { file: string; named: string },
  ...edits: Mutant['edits']
): Mutant => ({
  name: `browser: ${name}`,
  edits,
  project: 'browser',
  tests: [`test/browser/${proof.file}.browser.test.ts`],
  named: proof.named,
})

const entry = (find: string, replace: string) => ({ file: 'client/main.tsx', find, replace })
const atStart = (code: string) => entry('const root = document', `${code}\nconst root = document`)

const tabs = { file: 'tabs', named: 'three tabs edit one cart offline' }

/** What each browser proof is there for, taken away once. */
export const onScreens: Mutant[] = [
  broken(
    'the worker keeps no shell',
    { file: 'offline', named: 'installed, started without a network' },
    {
      file: 'client/sw.ts',
      find: "const page = await caches.match('/index.html', { ignoreSearch: true })",
      replace: 'const page = undefined as Response | undefined',
    },
  ),
  broken(
    'what was jotted down is forgotten with the tab',
    { file: 'offline', named: 'while the wasm is held back' },
    {
      file: 'engine/replica/notebook.ts',
      find: 'jots: jots.map(({ value }) => value as Jot),',
      replace: 'jots: jots.slice(0, 0).map(({ value }) => value as Jot),',
    },
  ),
  broken(
    'that something was sent is forgotten with the tab',
    { file: 'offline', named: 'an order never stands lower' },
    {
      file: 'engine/replica/notebook.ts',
      find: "[...known.map((id): Write => ({ drop: 'waiting', key: id })), ...itemRows(news)],",
      replace: '[],',
    },
  ),
  broken(
    'a button has no name',
    { file: 'screens', named: 'no screen has a serious barrier' },
    {
      file: 'client/parts/stepper.tsx',
      find: "aria-label={say('product.less', { name: props.name })}",
      replace: '',
    },
  ),
  broken(
    'links lose their names in the dark alone',
    { file: 'screens', named: 'no screen has a serious barrier' },
    {
      file: 'client/screens/frame/frame.css',
      find: '  .bar nav span {\n    position: absolute;',
      replace:
        '  @media (prefers-color-scheme: dark) {\n    .bar nav span {\n      display: none;\n    }\n  }\n  .bar nav span {\n    position: absolute;',
    },
  ),
  broken(
    'a card is wider than a small phone',
    { file: 'screens', named: 'Tamil at 200 %' },
    {
      file: 'client/parts/ground.css',
      find: '  .card {',
      replace: '  .card {\n    min-width: 500px;',
    },
  ),
  broken(
    'a name has one line and no more',
    { file: 'screens', named: 'Tamil at 200 %' },
    {
      file: 'client/parts/product-row.css',
      find: '    -webkit-line-clamp: none;\n    line-clamp: none;',
      replace: '    -webkit-line-clamp: 1;\n    line-clamp: 1;',
    },
  ),
  broken(
    'the documents come with the first screen',
    { file: 'first-load', named: 'a first visit takes little' },
    atStart(
      "import * as Automerge from '@automerge/automerge'\nObject.assign(globalThis, { Automerge })",
    ),
  ),
  broken(
    'a style is written into the page',
    { file: 'shopping', named: 'what a visitor put into a cart' },
    atStart("document.documentElement.setAttribute('style', 'color: red')"),
  ),
  broken(
    'something goes wrong and nobody catches it',
    { file: 'shopping', named: 'a price moves on an open shop page' },
    atStart("setTimeout(() => {\n  throw new Error('nobody catches this')\n})"),
  ),
  broken(
    'the books believe the prices of a document',
    { file: 'shopping', named: 'a price forged in a document' },
    {
      file: 'intents/checkout/kind.ts',
      find: 'goods: goods.concat(shelfGoods(rows, body)),',
      replace:
        'goods: goods.map((one) => ({ ...one, price: body.lines.find(({ sku }) => sku === one.sku)?.seen ?? one.price })),',
    },
  ),
  broken('a tap is not asked to be durable', tabs, {
    file: 'engine/replica/notebook.ts',
    find: "[{ put: 'jots', key: jot.key, value: jot }, ...itemRows(changed)],\n          'strict',",
    replace:
      "[{ put: 'jots', key: jot.key, value: jot }, ...itemRows(changed)],\n          'relaxed',",
  }),
  broken('other tabs hear of a tap before it is stored', tabs, {
    file: 'engine/replica/notebook.ts',
    find: "if (jot.what === 'edit') showJots([jot])",
    replace:
      "if (jot.what === 'edit') showJots([jot])\n      tabs.tell({ news: 'jotted', jots: [jot], items: changed })",
  }),
  broken('a database outlives its person', tabs, {
    file: 'client/market/session.ts',
    find: 'await forgetWeb(person, () => {})',
    replace: '',
  }),
  broken('what a visitor typed outlives the person they became', tabs, {
    file: 'client/market/session.ts',
    find: 'await forgetWeb(VISITOR, () => {})',
    replace: '',
  }),
  broken(
    'an order that is set aside is shown as saved',
    { file: 'aside', named: 'an order that the server does not take' },
    {
      file: 'client/market/standing.ts',
      find: 'standing || lines ? undefined : item?.setAside',
      replace: 'standing || lines || item ? undefined : item',
    },
  ),
  broken('a tab stays with whom it began', tabs, {
    file: 'client/market/session.ts',
    find: 'if (here()?.person !== who()) location.reload()',
    replace: '',
  }),
]
