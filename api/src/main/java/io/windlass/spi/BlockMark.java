package io.windlass.spi;

import io.windlass.Hash;

/**
 * A block that a feed has passed.
 *
 * @param number its number
 * @param hash its hash
 */
public record BlockMark(long number, Hash hash) {}
