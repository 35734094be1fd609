import { PLATFORM } from '../../schema/lanes.ts'
import type { PLATFORM_ROLES, STORE_ROLES } from '../../schema/roles.ts'

/** Somebody the demo neighbourhood comes with. Ids are fixed, so that seeding twice asks the same questions. */
export type DemoPerson = {
  id: string
  phone: string
  name: string
  /** Who they are, for whoever looks at the list at start. */
  about: string
  roles: DemoRole[]
}
type DemoRole =
  | { scope: `store:${string}`; role: (typeof STORE_ROLES)[number] }
  | { scope: typeof PLATFORM; role: (typeof PLATFORM_ROLES)[number] }

const person = (
  number: number,
  name: string,
  about: string,
  roles: DemoPerson['roles'] = [],
): DemoPerson => ({
  id: `018f0000-0000-7000-8000-${String(number).padStart(12, '0')}`,
  phone: `+9190000000${String(number).padStart(2, '0')}`,
  name,
  about,
  roles,
})

const at = (role: (typeof STORE_ROLES)[number], ...stores: string[]): DemoRole[] =>
  stores.map((store) => ({ scope: `store:${store}`, role }))

export const demoPeople: readonly DemoPerson[] = [
  person(1, 'Asha Raman', 'customer in Mylapore'),
  person(2, 'Iqbal Basha', 'customer in Triplicane'),
  person(
    3,
    'Meenakshi Sundaram',
    'owner of Annai Maligai, Kapali Kaikani and Thulasi Flowers',
    at('owner', 'annai-maligai', 'kapali-kaikani', 'thulasi-poojai'),
  ),
  person(
    4,
    'Farida Begum',
    'owner of Rahmath Stores, Marina Fish & Meat and Nalam Illam',
    at('owner', 'rahmath-stores', 'marina-meen', 'nalam-illam'),
  ),
  person(
    5,
    'Senthil Kumar',
    'owner of Senthil Inippagam and Gomathi Paalagam',
    at('owner', 'senthil-inippagam', 'gomathi-paalagam'),
  ),
  person(
    6,
    'Karthik Velu',
    'staff at Annai Maligai and Gomathi Paalagam',
    at('staff', 'annai-maligai', 'gomathi-paalagam'),
  ),
  person(7, 'Murugan Selvam', 'rider', [{ scope: PLATFORM, role: 'rider' }]),
  person(8, 'Devi Krishnan', 'platform admin', [{ scope: PLATFORM, role: 'platform_admin' }]),
]
