import org.jspecify.annotations.NullMarked;

/** Links to {@code http} and {@code https} endpoints, on {@code java.net.http} and Methanol. */
@NullMarked
module io.windlass.transport.http {
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires transitive io.windlass.api;
    requires java.net.http;
    requires methanol;
    requires org.slf4j;

    exports io.windlass.transport.http;

    provides io.windlass.spi.TransportProvider with
            io.windlass.transport.http.HttpTransportProvider;
}
