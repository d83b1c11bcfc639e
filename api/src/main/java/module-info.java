import org.jspecify.annotations.NullMarked;

/**
 * What callers of Windlass use ({@code io.windlass}) and what plugins implement ({@code io.windlass.spi}).
 *
 * <p>Stable: every other module may change between releases, this one only by the rules of semantic versioning.
 */
@NullMarked
module io.windlass.api {
    requires static transitive org.jspecify;

    exports io.windlass;
    exports io.windlass.spi;

    uses io.windlass.spi.EngineProvider;
}
