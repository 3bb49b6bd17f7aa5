/** A body parser ran before us: the bytes that Stripe signed are gone. */
export class BodyAlreadyRead extends Error {
  constructor() {
    super(
      'Something read the request body before Farebox did (express.json()?). Webhook signatures cover the exact bytes. Mount Farebox before any body parser: app.use("/api/farebox", toRouteHandler(handler)), then app.use(express.json()).',
    );
    this.name = 'BodyAlreadyRead';
  }
}
