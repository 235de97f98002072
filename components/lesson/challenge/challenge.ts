/** Content may not reach into simulations/: it gets the shape of a challenge from here. */
export type { Challenge } from '@/simulations/challenges/challenge'
