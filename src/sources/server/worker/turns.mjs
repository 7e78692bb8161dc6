/** One at a time: `take` waits until nobody else has the turn and gives the function that hands it on; `over` is when those who have asked so far are done. */
export function turns() {
  let last = Promise.resolve();
  return {
    async take() {
      const before = last;
      let done;
      last = new Promise((resolve) => {
        done = resolve;
      });
      await before;
      return done;
    },
    over: () => last,
  };
}
