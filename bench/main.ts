import { answering } from '../test/kit/asked.ts'
import { benchCommit } from './commit/main.ts'
import { benchFanout } from './fanout/main.ts'
import { benchMemory } from './memory/main.ts'
import { installPeers } from './peers/main.ts'
import { benchReconnect } from './reconnect/main.ts'
import { benchScreens } from './screens/main.ts'
import { benchSearch } from './search/main.ts'
import { benchStorm } from './storm/main.ts'
import { benchSync } from './sync/main.ts'

/** `npm run bench -- NAME …`: measures one thing, against somebody. */
const benches: Record<string, (args: string[]) => Promise<void>> = {
  commit: benchCommit,
  fanout: benchFanout,
  memory: benchMemory,
  peers: installPeers,
  reconnect: benchReconnect,
  screens: benchScreens,
  search: benchSearch,
  storm: benchStorm,
  sync: benchSync,
}

const [name = '', ...args] = process.argv.slice(2)
const bench = benches[name]
if (bench) await answering(() => bench(args))
else {
  const known = Object.keys(benches).join(', ')
  process.stderr.write(`There is no benchmark "${name}". There is: ${known}.\n`)
  process.exitCode = 2
}
