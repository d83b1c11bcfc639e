/** A consumer that knows the API alone; engine and transport come in as services. */
module consumer {
    requires io.windlass.api;
}
