/** Files that the bundler places beside the page, by their URL. */
declare module '*?url' {
  const url: string;
  export default url;
}
declare module '*?worker' {
  const WorkerOf: new (options?: { name?: string }) => Worker;
  export default WorkerOf;
}
