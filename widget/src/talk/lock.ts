/** Do the work while no other tab does work of that name, where the browser can see to it. */
export async function alone<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const locks = (navigator as { locks?: LockManager }).locks;
  return locks ? ((await locks.request(name, work)) as Result) : work();
}
