package io.windlass.spi;

/** Offers a codec. Found with {@link java.util.ServiceLoader}. */
public interface CodecProvider {
    /** Who it is, such as {@code json}. */
    String name();

    /** Makes the codec. */
    Codec create();
}
