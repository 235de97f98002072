/** Real runs for tests of the panels: the same that the story is tested with. */
export { sampleRun, schedules } from '@/simulations/story/testing/sample-runs'
